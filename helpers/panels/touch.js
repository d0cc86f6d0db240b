// An invisible layer over a panel's picture: it says where a mouse, a finger or a pen presses and drags.
// Model: areas, the parts that can be touched; at, the last touch; there, whether a front end runs this.

// The front end has loaded the layer: only now does the kernel put it over the picture.
function initialize({ model }) {
  model.set("there", true);
  model.save_changes();
  if (document.getElementById("lesson-lines")) return;
  breakBetweenWords();
  leaveKeysToLists();
  giveKeysToSliders();
}

// JupyterLab breaks long printed lines anywhere, even inside a number: from now on only between words.
function breakBetweenWords() {
  const style = Object.assign(document.createElement("style"), { id: "lesson-lines" });
  style.textContent = ".jp-OutputArea-output pre { word-break: normal; overflow-wrap: anywhere; }";
  document.head.append(style);
}

// JupyterLab takes the arrow keys from a list that has the focus: this attribute tells it to leave them.
function leaveKeysToLists() {
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.(".widget-dropdown select")) target.dataset.lmSuppressShortcuts = "true";
  });
}

// A click on a slider's line moves its handle; then the arrow keys should move it, too, and not leave the cell.
function giveKeysToSliders() {
  document.addEventListener("click", ({ target }) => {
    const handles = target.closest?.(".widget-slider")?.querySelectorAll(".noUi-handle") ?? [];
    if (handles.length === 1) handles[0].focus({ preventScroll: true });
  });
}

function render({ model, el }) {
  let touches = model.get("at")[0] ?? 0;
  Object.assign(el.style, { position: "relative", pointerEvents: "none" });
  el.setAttribute("aria-hidden", "true"); // every value that it sets has a control of its own

  // One part of the picture; left, top, width and height are shares of the whole.
  function part([left, top, width, height], index) {
    const area = document.createElement("div");
    const percent = { left, top, width, height };
    for (const side in percent) area.style[side] = `${100 * percent[side]}%`;
    Object.assign(area.style, { position: "absolute", pointerEvents: "auto", touchAction: "none", cursor: "crosshair" });
    let from = [0, 0];

    // While the kernel is at work on a touch, the widget manager keeps only the last one that came after it.
    const tell = (here) => {
      touches += 1; // the same place touched twice is told twice
      model.set("at", [touches, index, ...here, ...from]);
      model.save_changes();
    };
    const place = (event) => {
      const box = area.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };
    area.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button !== 0) return;
      event.preventDefault();
      area.setPointerCapture(event.pointerId); // a drag may leave the part
      from = place(event);
      tell(from);
    });
    area.addEventListener("pointermove", (event) => {
      if (area.hasPointerCapture(event.pointerId)) tell(place(event));
    });
    return area;
  }

  const draw = () => el.replaceChildren(...model.get("areas").map(part));
  model.on("change:areas", draw);
  draw();
}

export default { initialize, render };
