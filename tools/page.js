// A panel that can be moved without Python: a slider below its picture, which shows a frame of its film.
for (const film of document.querySelectorAll("[data-film]")) {
  const { src, control, start, steps } = JSON.parse(film.dataset.film);
  const still = film.querySelector("img");
  const words = film.nextElementSibling;
  const frames = new Image();
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");

  const label = document.createElement("label");
  const slider = document.createElement("input");
  const value = document.createElement("output");
  Object.assign(slider, { type: "range", min: 0, max: steps.length - 1, value: start });
  label.append(`${control} `, value, slider);
  film.after(label);

  function say() {
    const { name, says } = steps[slider.value];
    value.textContent = name;
    words.textContent = says;
    slider.setAttribute("aria-valuetext", `${name}. ${says}`);
    canvas.setAttribute("aria-label", says);
  }

  async function show() {
    say();
    frames.src ||= src; // asked for when it is needed
    await frames.decode();
    const width = frames.naturalWidth, height = frames.naturalHeight / steps.length;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    canvas.getContext("2d").drawImage(frames, 0, slider.value * height, width, height, 0, 0, width, height);
    if (still.isConnected) still.replaceWith(canvas);
  }

  say();
  slider.addEventListener("input", show);
}
