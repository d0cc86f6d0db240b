"""A table in a lesson: wide where the screen is wide, and row by row for readers who hear it."""

import html
import re

from IPython.display import display

from ..printing import number

ROW = "text-align:left;font-weight:normal"  # the name of a row: bold is kept for what a caption calls bold


def show(rows, columns=None, form="", caption=""):
    """Show rows as a table.

    rows     a list of dicts {column: value}, a list of lists (then ``columns`` names them), or anything
             with ``to_dict("records")``, as a pandas DataFrame has
    columns  which columns, in this order
    form     how numbers are written, as in ``format``: one for all, or {column: form}
    caption  one sentence above the table

    The HTML has header cells for columns and for rows; the text form names the column before every value.
    Raises ValueError for no rows, for lists without ``columns``, and for a row of another length.
    """
    names, cells = as_text(rows, columns, form)
    display(
        {"text/html": as_html(names, cells, caption), "text/plain": as_lines(names, cells, caption)}, raw=True
    )


def markdown(text):
    """Show a Markdown table."""
    display({"text/markdown": text, "text/plain": text}, raw=True)


def as_markdown(head, rows, right=()):
    """Cells as a Markdown table; the columns with these numbers are aligned to the right."""
    marks = ["---:" if k in right else "---" for k in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def as_text(rows, columns=None, form=""):
    """The names of the columns, and every row as a list of texts."""
    rows = rows.to_dict("records") if hasattr(rows, "to_dict") else list(rows)
    if not rows:
        raise ValueError("a table needs at least one row")
    if columns is None:
        if not isinstance(rows[0], dict):
            raise ValueError("rows that are lists need columns=[...], the names of the columns")
        columns = list(rows[0])
    cells = []
    for row in rows:
        values = [row.get(name, "–") for name in columns] if isinstance(row, dict) else list(row)
        if len(values) != len(columns):
            raise ValueError(f"a row has {len(values)} values for {len(columns)} columns: {values}")
        forms = [form.get(name, "") if isinstance(form, dict) else form for name in columns]
        # A text stays as it is: round brackets only matter in a measured value.  A minus is no hyphen.
        texts = [
            v if isinstance(v, str) else number(v, one).replace("-", "−") for v, one in zip(values, forms)
        ]
        cells.append(texts)
    return [str(name) for name in columns], cells


def as_html(names, cells, caption=""):
    """The table as HTML: the page's own fonts and colours, moved sideways where it is too wide.

    The first column and columns of words begin at the left, those with numbers end at the right.
    """
    left = [' style="text-align:left"' * (k == 0 or is_words(column)) for k, column in enumerate(zip(*cells))]
    head = "".join(f'<th scope="col"{to}>{html.escape(name)}</th>' for name, to in zip(names, left))
    body = "".join(
        f'<tr><th scope="row" style="{ROW}">{html.escape(first)}</th>'
        + "".join(f"<td{to}>{html.escape(cell)}</td>" for cell, to in zip(others, left[1:]))
        + "</tr>"
        for first, *others in cells
    )
    # No <caption>: it is as wide as its table, and a long sentence over a narrow table breaks often.
    above = f'<p style="margin:0">{html.escape(caption)}</p>' if caption else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'{above}<div style="overflow-x:auto">{table}</div>'


def is_words(column):
    """Whether no cell of a column is a number, with or without a sign, a unit or a parenthesis."""
    return not any(re.match(r"[(]?(measured )?[+−-]?\d", cell) for cell in column)


def as_lines(names, cells, caption=""):
    """The table as text: a line per row, "plain: accuracy 48%, parameters 1,200"."""
    lines = [caption] if caption else []
    for first, *others in cells:
        lines.append(f"{first}: " + ", ".join(f"{name} {cell}" for name, cell in zip(names[1:], others)))
    return "\n".join(lines)
