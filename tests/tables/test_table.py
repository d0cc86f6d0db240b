"""Tables in lessons: header cells to see, one line per row to hear."""

import pytest

from helpers import tables
from helpers.tables.table import as_html, as_lines, as_text

ROWS = [{"variant": "plain", "accuracy": 0.481, "numbers": 1200}, {"variant": "<wide>", "accuracy": 0.5}]


def test_a_row_is_read_with_the_name_of_its_columns():
    names, cells = as_text(ROWS, form={"accuracy": ".1%"})
    assert as_lines(names, cells, "Two networks.") == (
        "Two networks.\nplain: accuracy 48.1%, numbers 1,200\n<wide>: accuracy 50.0%, numbers –"
    )


def test_the_html_has_header_cells_and_no_foreign_tags():
    names, cells = as_text(ROWS)
    text = as_html(names, cells)
    assert text.count('scope="col"') == 3 and text.count('scope="row"') == 2
    assert "&lt;wide&gt;" in text and "<wide>" not in text


def test_words_begin_at_the_left_and_numbers_end_at_the_right():
    rows = [["SE", "a mean", "+1.5 ± 0.3", 0.5], ["map", "a (small) map", "–", -0.25]]
    text = as_html(*as_text(rows, ["layer", "what", "gain", "left"]))
    assert "<td>−0.25" in text, "a minus, as in the texts"
    assert text.count('text-align:left">a') == 2 and '<th scope="col" style="text-align:left">what' in text
    assert '<th scope="col">gain' in text and "<td>+1.5" in text


@pytest.mark.parametrize(
    "rows, columns, words",
    [
        ([], None, "at least one row"),
        ([[1, 2]], None, "columns="),
        ([[1, 2]], ["a"], "2 values for 1 columns"),
    ],
)
def test_rows_that_are_no_table_are_told_in_one_sentence(rows, columns, words):
    with pytest.raises(ValueError, match=words):
        tables.show(rows, columns)
