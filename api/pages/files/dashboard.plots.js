// Plots: SVG drawn as wide as there is room for it, so that its words stay as large as the
// others, with a line that says what it shows. What it shows exactly, a table beside it says.
import { h, language } from "./desk.js";

const SVG = "http://www.w3.org/2000/svg";
const LEFT = 56;
const TOP = 10;
const BOTTOM = 24;
const HEIGHT = 220;
const TEXT = 13;
const TICKS = 4;

const SHORT = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });

function s(name, given, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) {
    made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity));
  return made;
}

// Draw something as wide as its place is, and anew whenever that changes.
function drawn(label, draw) {
  const place = h("div", { class: "plot", role: "img", "aria-label": label });
  let before = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width && width !== before) {
      before = width;
      const parts = draw(width);
      const size = { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" };
      requestAnimationFrame(() => place.replaceChildren(s("svg", size, parts)));
    }
  }).observe(place);
  return place;
}

// A step of one, two or five and noughts, of which some reach as far as is asked.
function stepTo(span) {
  const least = Math.max(span / TICKS, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(least));
  return Math.max(1, [1, 2, 5, 10].map((each) => each * power).find((each) => each >= least * 0.999));
}

// The lines across, what they stand for, and where a value is.
function scale(width, most, least, of, write = Math.abs) {
  const step = stepTo(most + least || 1);
  const up = Math.ceil(most / step) || 1;
  const down = Math.ceil(least / step);
  const inner = HEIGHT - TOP - BOTTOM;
  const y = (value) => TOP + inner * (1 - (value / step + down) / (up + down));
  const parts = [];
  for (let tick = -down; tick <= up; tick += 1) {
    const at = y(tick * step);
    parts.push(s("line", { x1: LEFT, x2: width, y1: at, y2: at, class: tick ? "" : "nought" }));
    parts.push(s("text", { x: LEFT - 6, y: at + 4, "text-anchor": "end" }, SHORT.format(write(tick * step) / of)));
  }
  return { y, parts };
}

// As many of the labels as there is room for.
function along(width, labels) {
  const each = (width - LEFT) / labels.length;
  const every = Math.ceil(40 / each);
  return labels
    .map((label, place) => [label, LEFT + each * (place + 0.5), place])
    .filter(([, , place]) => place % every === 0)
    .map(([label, x]) => s("text", { x, y: HEIGHT - 6, "text-anchor": "middle" }, label));
}

// Columns: of each row, `up` stands on nought, one on the other, and `down` hangs from it.
// `of` is how many of the smallest parts make one.
export function columns(label, rows, of) {
  const sum = (parts) => parts.reduce((all, each) => all + Math.max(each.value, 0), 0);
  const most = Math.max(...rows.map((row) => sum(row.up)), 0);
  const least = Math.max(...rows.map((row) => sum(row.down ?? [])), 0);
  return drawn(label, (width) => {
    const { y, parts } = scale(width, most, least, of);
    const each = (width - LEFT) / rows.length;
    const thick = Math.min(each * 0.7, 40);
    const bars = rows.map((row, place) => {
      const x = LEFT + each * place + (each - thick) / 2;
      const pile = (side, sign) => {
        let from = 0;
        return side.filter(({ value }) => value > 0).map(({ look, value, says }) => {
          const [top, foot] = [y(sign * (from + value)), y(sign * from)].sort((a, b) => a - b);
          from += value;
          const size = { x, y: top, width: thick, height: Math.max(foot - top, 0.5), class: look };
          return s("rect", size, s("title", {}, says));
        });
      };
      return [pile(row.up, 1), pile(row.down ?? [], -1)];
    });
    return [parts, bars, along(width, rows.map((row) => row.label))];
  });
}

// Lines: a value of each series at each label.
export function lines(label, labels, series, of) {
  const most = Math.max(...series.flatMap((each) => each.values), 0);
  return drawn(label, (width) => {
    const { y, parts } = scale(width, most, 0, of);
    const each = (width - LEFT) / labels.length;
    const drawnLines = series.map(({ look, values }) => {
      const points = values.map((value, place) => `${LEFT + each * (place + 0.5)},${y(Math.max(value, 0))}`);
      return s("polyline", { points: points.join(" "), class: look });
    });
    return [parts, drawnLines, along(width, labels)];
  });
}

// Where something is and between what the truth may lie: a dot on a bar for each label.
export function intervals(label, rows, of) {
  const most = Math.max(...rows.map((row) => row.high), 0);
  const least = Math.max(...rows.map((row) => -row.low), 0);
  return drawn(label, (width) => {
    const { y, parts } = scale(width, most, least, of, (value) => value);
    const each = (width - LEFT) / rows.length;
    const marks = rows.map(({ low, value, high, says }, place) => {
      const x = LEFT + each * (place + 0.5);
      const bar = s("line", { x1: x, x2: x, y1: y(low), y2: y(high), class: "between" });
      return [bar, s("circle", { cx: x, cy: y(value), r: 5, class: "found" }, s("title", {}, says))];
    });
    return [parts, marks, along(width, rows.map((row) => row.label))];
  });
}

// What the colours of a plot mean.
export function legend(...keys) {
  return h("p", { class: "legend", "aria-hidden": "true" }, keys.map(([look, name]) => h("span", { class: `key ${look}` }, name)));
}

// The figures of a plot, for who would rather read them. Those after the first column are
// numbers.
export function table(summary, heads, rows) {
  return h("details", null, h("summary", null, summary), grid(summary, heads, rows));
}

export function grid(caption, heads, rows) {
  const head = (name, place) => h("th", { scope: "col", class: place ? "number" : null }, name);
  const cell = (value, place) =>
    place ? h("td", { class: "number" }, value) : h("th", { scope: "row" }, value);
  return h(
    "div",
    { class: "across", tabindex: "0", role: "region", "aria-label": caption },
    h("table", null, h("thead", null, h("tr", null, heads.map(head))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map(cell))))),
  );
}

// How much of the most something is, to be seen beside its number.
export function bar(share) {
  const inner = h("span", { class: "fill" });
  inner.style.width = `${Math.round(Math.min(Math.max(share, 0), 1) * 100)}%`;
  return h("span", { class: "bar", "aria-hidden": "true" }, inner);
}
