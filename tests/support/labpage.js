// What the browser tests do inside a JupyterLab page: window.lesson.
(() => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const late = (ms, what) => new Promise((_, no) => setTimeout(() => no(new Error(`${what}: ${ms} ms are over`)), ms));
  const within = (ms, what, promise) => Promise.race([promise, late(ms, what)]);
  const app = () => window.jupyterapp;
  const book = () => [...app().shell.widgets("main")].find((w) => w.context && w.sessionContext);
  const kernel = () => book().sessionContext.session.kernel;

  async function idle() {
    while (kernel().status !== "idle") await pause(50);
  }

  // The notebook is loaded and its kernel answers.
  async function opened() {
    await app().restored;
    while (!book()) await pause(50);
    await Promise.all([book().context.ready, book().revealed, book().sessionContext.ready]);
    await kernel().info;
    app().shell.activateById(book().id);
    await idle();
  }

  // Run every cell: [{count, errors}] of the code cells.  What was stored goes first, so that nothing of it can stay.
  async function ran() {
    await app().commands.execute("notebook:clear-all-cell-outputs");
    await app().commands.execute("notebook:run-all-cells");
    await idle();
    const code = book().content.model.sharedModel.cells.filter((c) => c.cell_type === "code");
    const errors = (c) => (c.outputs || []).filter((o) => o.output_type === "error").map((o) => `${o.ename}: ${o.evalue}`);
    return code.map((c) => ({ count: c.execution_count, errors: errors(c) }));
  }

  // The notebook as it would be saved now, as text.
  const asSaved = () => JSON.stringify(book().content.model.toJSON());

  // Scroll to the first cell whose source contains the text; gives the cell.
  async function show(text) {
    const cells = book().content;
    const i = cells.widgets.findIndex((c) => c.model.sharedModel.getSource().includes(text));
    if (i < 0) throw new Error(`no cell with ${text}`);
    cells.activeCellIndex = i;
    await cells.scrollToItem(i, "center");
    return cells.widgets[i];
  }

  // Run the first cell whose source contains the text: what it prints.
  async function run(text) {
    const cell = await show(text);
    await app().commands.execute("notebook:run-cell");
    await idle();
    return cell.model.sharedModel.outputs.map((o) => [o.text ?? ""].flat().join("")).join("");
  }

  // How many cells have an output that is out of sight.
  const hidden = () => book().content.widgets.filter((c) => c.outputHidden).length;

  async function restarted() {
    await kernel().restart();
    await kernel().info;
    await idle();
  }

  // Width, height and a checksum of every picture in a panel.
  async function pixels(panel) {
    const sums = [];
    for (const image of panel.querySelectorAll("img")) {
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
      let sum = 0;
      for (let k = 0; k < data.length; k += 4) sum = (sum * 31 + data[k] * 3 + data[k + 1] * 5 + data[k + 2] * 7) >>> 0;
      sums.push([canvas.width, canvas.height, sum]);
    }
    return sums;
  }

  // Call back when the frame that comes next has been painted: a message that a frame sends arrives behind its painting.
  function afterPaint(call) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = call;
    requestAnimationFrame(() => port2.postMessage(0));
  }

  // From now on, lesson.latencies: ms from a key or a button that is pressed until a new picture is decoded and painted.
  function watch(panel) {
    const images = () => [...panel.querySelectorAll("img")];
    const sources = () => images().map((i) => i.src).join("|");
    let last = sources();
    let pressed = null;
    window.lesson.latencies = [];
    for (const event of ["keydown", "pointerdown"]) document.addEventListener(event, () => { pressed = performance.now(); }, true);
    const painted = (from) => window.lesson.latencies.push(performance.now() - from);
    window.lesson.watching?.disconnect();
    window.lesson.watching = new MutationObserver(async () => {
      if (sources() === last) return;
      last = sources();
      const from = pressed;
      await Promise.all(images().map((i) => i.decode().catch(() => {})));
      afterPaint(() => painted(from));
    });
    window.lesson.watching.observe(panel, { subtree: true, childList: true, attributes: true });
  }

  // What is wrong with a panel in this window: too wide, too small to be read, out of the keyboard's reach, no words.
  function faults(panel) {
    const found = [];
    const edge = panel.closest(".jp-OutputArea-output").getBoundingClientRect().right + 1;
    for (const part of panel.querySelectorAll("*")) {
      // In a box that is moved sideways where the window is very narrow: the picture and the layer over it.
      if (part.tagName === "IMG" || part.closest("[aria-hidden=true]")) continue;
      if (part.getBoundingClientRect().right > edge) found.push(`beyond the edge: ${part.className}`);
    }
    for (const image of panel.querySelectorAll("img")) {
      const wide = image.parentElement.scrollWidth > image.parentElement.clientWidth;
      if (wide && window.innerWidth >= 1000) found.push("a picture is wider than its place");
      if (image.clientWidth < Math.min(image.naturalWidth, 550)) found.push("a picture is too small to be read");
      const layer = panel.querySelector("[aria-hidden=true]");
      const [seen, touched] = [image, layer ?? panel].map((tag) => tag.getBoundingClientRect());
      if (!layer?.childElementCount) found.push("a picture that cannot be touched");
      else if (["x", "y", "width", "height"].some((side) => Math.abs(seen[side] - touched[side]) > 1)) found.push("the layer lies beside its picture");
    }
    for (const control of panel.querySelectorAll(".widget-inline-hbox:not(.widget-html)")) {
      if (!control.querySelector('select, input, [role=slider][tabindex="0"]')) found.push(`no key reaches ${control.innerText}`);
      const slider = control.querySelector("[role=slider]"); // ipywidgets gives it no name: the one before it must do
      const named = slider ? control.querySelector(".widget-label") : control.querySelector("select, input")?.labels?.[0];
      if (control.querySelector("[title=null]")) found.push(`"null" under the mouse: ${control.innerText}`);
      if (!named?.innerText.trim()) found.push(`a control without a name: ${control.innerHTML.slice(0, 80)}`);
      if (slider && !(named?.compareDocumentPosition(slider) & Node.DOCUMENT_POSITION_FOLLOWING)) found.push("a name after its slider");
    }
    for (const track of panel.querySelectorAll(".noUi-target")) {
      if (track.clientWidth < 60) found.push(`no room for a slider: ${track.closest(".widget-inline-hbox").innerText}`);
    }
    const said = panel.querySelector("[role=status]");
    if (!said || !/[0-9]/.test(said.innerText)) found.push(`no number in "${said && said.innerText}"`);
    if (said && said.scrollWidth > said.clientWidth) found.push(`cut: ${said.innerText}`);
    return found;
  }

  window.lesson = {
    open: (ms) => within(ms, "opening the notebook", opened()),
    runAll: (ms) => within(ms, "running all cells", ran()),
    run: (text, ms) => within(ms, "running a cell", run(text)),
    restart: (ms) => within(ms, "restarting the kernel", restarted()),
    show: async (text) => { await show(text); },
    hidden, asSaved, pixels, watch, faults, latencies: [],
  };
})();
