"""Cells tagged "answer": their stored output is out of sight until the learner runs them."""


def hide(notebook):
    """Fold the outputs of every cell tagged "answer", for JupyterLab and for Colab."""
    for cell in notebook.cells:
        if "answer" in cell.metadata.get("tags", []):
            cell.metadata.setdefault("jupyter", {})["outputs_hidden"] = True
            cell.metadata["collapsed"] = True
    return notebook
