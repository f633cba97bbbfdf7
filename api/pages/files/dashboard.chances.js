// How well chances came true: of tenths of the customers, who was expected to buy and who did.
import { h, language } from "./desk.js";
import { legend, lines, table } from "./dashboard.plots.js";
import { WORDS } from "./dashboard.words.js";

const t = WORDS[language];
const PERCENT = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
const SHARE = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export function chances({ models }) {
  const told = models[0]?.chances ?? [];
  if (!told.length) {
    return [h("p", null, t.noChances)];
  }
  return [
    h("p", { class: "note" }, t.chancesSay),
    legend(["draft", t.expected], ["live", t.came]),
    ...told.map(({ days, auc, calibration }) => {
      const name = t.within(days);
      const rows = calibration.map((each, place) => [String(place + 1), PERCENT.format(each.expected), PERCENT.format(each.came)]);
      const values = (key) => calibration.map((each) => 100 * each[key]);
      const series = [{ look: "draft", values: values("expected") }, { look: "live", values: values("came") }];
      return [
        h("h3", null, name),
        h("p", { class: "note" }, t.auc(SHARE.format(auc))),
        lines(`${name} (%)`, rows.map(([tenth]) => tenth), series, 1),
        table(`${t.figures}: ${name}`, [t.tenth, t.expected, t.came], rows),
      ];
    }).flat(),
  ];
}
