"""To take home: what to ask before attention is added, and what to try when it made things worse."""

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
        "With a colour cue, after 300 steps, the gate is far ahead of plain and of a blind gate. Where both "
        "stand in front of the ReLU its additive twin is level with it; where both stand after it, the twin "
        "is worse (lesson 06). In detection with such a cue the twin has as much in AP50 (lesson 09). Where "
        "sensors fail, on digits never seen, after 1200 steps, the gate is 11.9 points ahead of plain and "
        "10.3 ahead of a rule that learns nothing (lesson 07).",
        "02_channel_attention",
    ),
    Line(
        "When not?",
        "Where something simpler gives more. First try another pooling, a rule for what the gate would have "
        "to notice, more layers and a longer training.",
        "In clutter, with own rates, max pooling, which learns nothing, is 6.6 points ahead of plain, a mean "
        "between average and maximum 8.0 (with a fixed power 7.5 or more), attention pooling 4.8, and its "
        "copy that never looks 2.7; with a norm in front of the last layer these leads shrink to two points "
        "or less (lesson 03). No layer of lesson 12 is four points ahead there. On the "
        "sensors, with known digits, a rule that learns nothing (divide each sensor by its spread) gains "
        "5.5, and the best gate 3.4; after four times the steps 1.7 and 1.9 (lesson 02). With unseen "
        "digits it is otherwise.",
        "12_the_family",
    ),
    Line(
        "Which one?",
        "Ask the twin: adding may do what multiplying does. Ask the same layer blind to the image: it may be "
        "the place.",
        "With masks of digits in clutter, and in detection with digits in quarters, the additive twins gain "
        "as much, to about half a point. With masks the average of the whole map, added by a linear layer, "
        "does as well as squeeze (lesson 08). In quarters a map that never looks gains 6.5 points of AP50, "
        "the gate 5.3. Where digits stand anywhere they gain 0.0 and 1.3, after four times the steps too, "
        "and then the 1.3 count (lesson 09).",
        "08_segmentation",
    ),
    Line(
        "What does it cost?",
        "Count trips to memory as well as multiplications, then time it on your machine.",
        "CBAM in a ResNet-50: under 0.2% more multiply-adds, 55% more numbers move, and on one thread of our "
        "CPU one image takes 18 to 20% more time. In a small ResNet on photographs a training step took 52% "
        "longer. After the same steps CBAM is level with plain there. It is 5.5 points behind a plain "
        "network that trained for the same time (after 600 steps, where 315 more bring plain 4.9). Two wide "
        "networks without a gate are 3.7 and 1.2 behind plain ones that had their time (lesson 13).",
        "04_cbam",
    ),
)

CHECKLIST = (  # the first four need no new training, the next four do
    Line(
        "Is it as good as before, right after the gates were put in?",
        "Test it before you train it, in eval mode. If it fell, start open: the lines below. If it fell "
        "although every weight is exactly 1: load the old weights *before* you put gates in, because layers "
        "get new names. From scratch? Then there is no *before*: go on.",
        "MobileNetV2 with CBAM as it starts in all ten branches: 0 of 20 right, with an open one 18.",
        "13_real_networks",
    ),
    Line(
        "Is the shortcut free of gates?",
        "Put the gate at the end of the branch, before the addition.",
        "MobileNetV2 right after fresh squeeze gates: 0 of 20 right with three behind blocks, 14 with three "
        "at the ends of branches (two of them in the same blocks), but 2 with all ten. With open gates the "
        "place made no difference: 19, 19 and 18.",
        "13_real_networks",
    ),
    Line(
        "Do the gates look?",
        "After the training, call `gates.diagnose(net, images)` (lesson 11; for a gate class of your own: "
        "exercise 13.1). If no weight moves, the gate does not look. If they move and nothing is gained, try "
        "a norm on the squeezed numbers.",
        "A gate can look and gain nothing: on the sensors the textbook gate is level with plain, although "
        "another image's gates cost 2.8 points. With a norm alone it gains 2.5 (it does not stand in the "
        "long table of RESULTS.md), with a wider hidden layer alone nothing, with both 3.4.",
        "02_channel_attention",
    ),
    Line(
        "Do two measures agree?",
        "Compute a second measure for the networks that you have, before you decide.",
        "In detection, with digits in quarters, a gate gains 5.3 points of AP50. In AP75 it gains 1.3, and "
        "when all were trained once more, 0.1 (RESULTS.md).",
        "09_detection",
    ),
    Line(
        "Does it start open, from scratch too?",
        "Let every weight start near 1, as `insert.open_at` does, and choose the rate anew.",
        "In clutter, after 400 steps from scratch, with a rate of its own for every network, CBAM is 10.8 "
        "points behind plain as it starts, and 0.4 with an open start. The open start helped at large rates, "
        "and not at small ones. A CBAM four times as large gained 8.0 points, one without maxima 7.0; and "
        "plain, without any gate, lost 4.8 when its maps were a quarter as large. With a norm in front of "
        "the last layer CBAM is level with plain as it starts. On photographs, after 2400 steps, the two "
        "starts are level.",
        "04_cbam",
    ),
    Line(
        "Is it more than luck?",
        "Train the plain network again, with other seeds. Is your gain or loss no larger than the "
        "distance between the two plain ones? Then it says nothing. If it is larger, you need more seeds.",
        "We compared two copies of *plain* (means of ten seeds). Where two runs chose the rates, 95 of 100 "
        "differences lay within four points in two tasks; in one of these, with rates further apart, within "
        "8.5. Where each network chose its own rate: within 1.2. Your network has another number.",
        "05_a_fair_comparison",
    ),
    Line(
        "Has each network its own learning rate?",
        "Give all networks the same list of rates, and let each choose. A gate may need a smaller rate "
        "than plain, or a larger one.",
        "In clutter, with ten replicates, CBAM as it starts has 71.3 of 100 at 0.03 and 56.0 at 0.1, plain "
        "78.5 and 81.5.",
        "04_cbam",
    ),
    Line(
        "Has it learned for long enough?",
        "Train both networks four times as long.",
        "In clutter CBAM, as it starts, is eleven points behind plain after 400 steps. After 1600, with "
        "rates for this length, it is level with plain. With masks *squeeze* keeps 5.2 of its 5.8 points. On "
        "photographs four times the steps brought no lead: each CBAM is level with plain, as before.",
        "04_cbam",
    ),
    Line(
        "Does the task need it?",
        "If all of this is done and it is still no better, leave it out.",
        "Gates on the skips of a U-Net gained nothing that counts. Others gained, but so did their twins.",
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
    """Show what to ask before attention is added."""
    markdown(as_markdown(["", "what to do", "what we saw", "lesson"], rows()))


def show_checklist():
    """Show what to try, in which order, when a network got worse with attention."""
    lines = [[f"{k}. {first}", *others] for k, (first, *others) in enumerate(rows(CHECKLIST), 1)]
    markdown(as_markdown(["ask", "what to do", "what we saw", "lesson"], lines))
