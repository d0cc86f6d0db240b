"""To take home: when and how to add attention, and what to try, in which order, when it made things worse."""

from dataclasses import dataclass

from .table import as_markdown, markdown


@dataclass
class Line:
    """One piece of advice, what in the course speaks for it, and the lesson where that is shown."""

    question: str
    advice: str
    evidence: str
    lesson: str


LINES = (
    Line(
        "When?",
        "In general we do not know. Try it where the answer needs a cue elsewhere in the image.",
        "With a colour cue, after 300 steps, the gate is far ahead of its additive twin and of a blind gate.",
        "02_channel_attention",
    ),
    Line(
        "When not?",
        "Where a longer training gives much of the same. Try that first.",
        "With a colour cue the plain network reads 43 of 100 digits after 300 steps, 80 after 1200.",
        "02_channel_attention",
    ),
    Line(
        "Which one?",
        "Ask the twin: adding may do what multiplying does.",
        "In segmentation and detection among fragments, gates and their additive twins are level.",
        "08_segmentation",
    ),
    Line(
        "Where?",
        "We do not know. Swapping says which gates a trained network hangs on, not which it needed.",
        "In the text detector, average weights in two of ten gates remove all text from two photographs.",
        "13_real_networks",
    ),
    Line(
        "How to start in a trained network?",
        "Open: last layer zero, weights at 1 or 0.98.",
        "MobileNetV2 with gates in all ten branches: 0 to 2 of 20 right as they start, 18 if opened.",
        "13_real_networks",
    ),
    Line(
        "Is it alive?",
        "Record the weights after the training: do they move, and does the answer follow?",
        "Dead, stuck and interchangeable gates are found in minutes, and accuracy alone hides them.",
        "11_broken_attention",
    ),
    Line(
        "What to compare?",
        "Plain, plain again, a wider one, the twin, the same gate blind to the image; own rates, ten seeds.",
        "Where two runs chose the rate, 95 of 100 differences between two copies lay within four points.",
        "05_a_fair_comparison",
    ),
    Line(
        "What does it cost?",
        "Count trips to memory as well as multiplications, then time it on your machine.",
        "CBAM in a ResNet-50: under 0.2% more multiply-adds, half as many numbers again that move.",
        "04_cbam",
    ),
)

CHECKLIST = (  # what costs least comes first
    Line(
        "Is it as good as before, right after the gates were put in?",
        "Test it before you train it. If it fell, start open: the lines below.",
        "MobileNetV2 with CBAM as it starts in all ten branches: 0 of 20 right, with an open one 18.",
        "13_real_networks",
    ),
    Line(
        "Do the gates look?",
        "After the training, call gates.diagnose. If no weight moves, the gate is dead: make it anew.",
        "Nine broken gates ran without an error, and four questions found most of them.",
        "11_broken_attention",
    ),
    Line(
        "Is it more than luck?",
        "Train the plain network again, with other seeds. A gain that is no larger says nothing.",
        "Where two runs chose the rate, 95 of 100 differences between two copies lay within four points.",
        "05_a_fair_comparison",
    ),
    Line(
        "Has each network its own learning rate?",
        "Give all networks the same list of rates, and let each choose. New gates may need a large one.",
        "With one rate for all, a spatial gate is ten points ahead of plain; with a rate for each it is not.",
        "05_a_fair_comparison",
    ),
    Line(
        "Has it learned for long enough?",
        "Train both networks four times as long.",
        "With a colour cue, plain is 47 points behind the gate after 300 steps and 17 after 1200.",
        "05_a_fair_comparison",
    ),
    Line(
        "Does the task need it?",
        "If all of this is done and it is still no better, leave it out.",
        "Gates on the skips of a U-Net are level with the plain one. Others gained, but so did their twins.",
        "08_segmentation",
    ),
)


def rows(lines=LINES):
    """The cells of every line: the question, the advice, the evidence, and a link to the lesson."""
    return [
        [f"**{line.question}**", line.advice, line.evidence, f"[{line.lesson[:2]}]({line.lesson}.ipynb)"]
        for line in lines
    ]


def show_page():
    """Show the page as a table."""
    markdown(as_markdown(["", "what to do", "what we saw", "lesson"], rows()))


def show_checklist():
    """Show what to try, in which order, when a network got worse with attention."""
    lines = [[f"{k}. {first}", *others] for k, (first, *others) in enumerate(rows(CHECKLIST), 1)]
    markdown(as_markdown(["ask", "what to do", "what we saw", "lesson"], lines))
