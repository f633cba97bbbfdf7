
// <stamgast-leaderboard>, <stamgast-reviews> and <stamgast-ideas>: what customers do among
// each other. This goes on where stamgast.js ends, in the same file on the wire.
Object.assign(WORDS.en, {
  together: "All together",
  leaderboard: "Who leads",
  appear: "Show me",
  vanish: "Show me no longer",
  appeared: (name) => `You are seen as “${name}”.`,
  vanished: "You are seen no longer.",
  own: (name) => `${name}, that is you`,
  reviews: "What customers think",
  stars: (n) => `${n} of 5 stars`,
  average: (n, many) => `${n} of 5, from ${many === "1" ? "1 review" : `${many} reviews`}`,
  verified: "bought it here",
  somebody: "A customer",
  shop: "The shop",
  rating: "Stars",
  review: "Your review",
  send: "Send",
  sent: "Thank you.",
  waits: "Thank you. Somebody looks at it before others see it.",
  already: "You said that already.",
  later: "That was a lot. Try again later.",
  ideas: "Ideas",
  vote: "I am for it",
  voted: "You are for it.",
  unvoted: "You are not for it any more.",
  votes: (n) => (n === "1" ? "1 is for it" : `${n} are for it`),
  title: "Your idea, in short",
  idea: "What you have in mind",
  standing: { open: "", shortlisted: "shortlisted", planned: "planned", made: "made", declined: "declined" },
});
Object.assign(WORDS.nl, {
  together: "Allemaal samen",
  leaderboard: "Wie er voorop gaan",
  appear: "Toon mij",
  vanish: "Toon mij niet meer",
  appeared: (name) => `Je bent te zien als “${name}”.`,
  vanished: "Je bent niet meer te zien.",
  own: (name) => `${name}, dat ben jij`,
  reviews: "Wat klanten vinden",
  stars: (n) => `${n} van 5 sterren`,
  average: (n, many) => `${n} van 5, uit ${many === "1" ? "1 beoordeling" : `${many} beoordelingen`}`,
  verified: "kocht het hier",
  somebody: "Een klant",
  shop: "De winkel",
  rating: "Sterren",
  review: "Je beoordeling",
  send: "Verstuur",
  sent: "Bedankt.",
  waits: "Bedankt. Iemand kijkt ernaar voordat anderen het zien.",
  already: "Dat heb je al gezegd.",
  later: "Dat was veel. Probeer het later weer.",
  ideas: "Ideeën",
  vote: "Ik ben voor",
  voted: "Je bent ervoor.",
  unvoted: "Je bent er niet meer voor.",
  votes: (n) => (n === "1" ? "1 is ervoor" : `${n} zijn ervoor`),
  title: "Je idee, kort gezegd",
  idea: "Wat je bedoelt",
  standing: { open: "", shortlisted: "op de lijst", planned: "gepland", made: "gemaakt", declined: "afgewezen" },
});

const FORMS = new CSSStyleSheet();
FORMS.replaceSync(`
form{border-top:1px solid var(--l);margin-top:1rem;padding-top:.75rem}form label{display:block;font-size:.875rem;margin-bottom:.5rem}
textarea,select,input[type=text]{background:var(--s);border:1px solid var(--e);border-radius:var(--r);color:var(--i);display:block;font:inherit;height:auto;
margin-top:.25rem;min-height:2.75rem;padding:.4rem .6rem;width:100%}textarea{min-height:5rem;resize:vertical}
li p{margin:.25rem 0}ul+button,p+button{margin-top:.75rem}.stars{color:var(--a);letter-spacing:.1em}[aria-current]{font-weight:650}[aria-pressed=true]{outline:2px solid var(--a)}
`);

class Among extends Part {
  constructor() {
    super();
    this.shadowRoot.adoptedStyleSheets = [LOOK, FORMS];
  }

  get first() {
    return Number(this.getAttribute("first") ?? 5);
  }

  // Ask something of the platform upon a press, and say what came of it.
  async press(button, method, path, told) {
    button.disabled = true;
    try {
      this.tell(told(await ask(method, (await me()) + path)));
      refresh();
    } catch {
      button.disabled = false;
      this.tell(this.t.refused);
    }
  }

  author({ author }) {
    return author.is_shop ? this.t.shop : (author.name ?? this.t.somebody);
  }

  // A form of labelled fields, which says something in the community.
  // It is made once, so that nothing is lost of what was typed when others refresh.
  form(fields, said) {
    return (this.kept ??= this.made(fields, said));
  }

  made(fields, said) {
    const { t } = this;
    const send = h("button", { type: "submit", part: "button" }, t.send);
    let once = key();
    const form = h("form", { part: "form" }, fields, send);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      try {
        const body = { ...said, ...Object.fromEntries(new FormData(form)) };
        if (body.rating) {
          body.rating = Number(body.rating);
        }
        const { state } = await ask("POST", `${await me()}/contributions`, body, { "idempotency-key": once });
        this.tell(state === "published" ? t.sent : t.waits);
        once = key();
        form.reset();
        refresh();
      } catch (error) {
        this.tell({ 409: t.already, 429: t.later }[error.status] ?? t.refused);
        // What was not answered may have been done: sent again, it is done once.
        once = error.status ? key() : once;
      }
      send.disabled = false;
    });
    return form;
  }

  field(words, field) {
    return h("label", null, words, field);
  }

  area(words) {
    return this.field(words, h("textarea", { name: "text", required: "", maxlength: "2000", part: "field" }));
  }
}

class Leaderboard extends Among {
  kind = "leaderboard";

  async read() {
    const { leaderboards } = await ask("GET", "/v1/leaderboards");
    const wanted = this.getAttribute("name");
    const board = leaderboards.find((each) => !wanted || each.leaderboard === wanted);
    if (!board) {
      return {};
    }
    const [{ items }, mine] = await Promise.all([
      ask("GET", `/v1/leaderboards/${board.leaderboard}?limit=${this.first}`),
      this.own(board.leaderboard),
    ]);
    return { board, items, mine };
  }

  // How the customer stands: undefined if they are not seen, null if that is not told.
  async own(leaderboard) {
    try {
      const { aroundMe } = await query("place", { me: await whom(), leaderboard });
      return { ...aroundMe, rank: aroundMe.rank && Number(aroundMe.rank) };
    } catch ({ code }) {
      return code === "not_on_leaderboards" ? undefined : null;
    }
  }

  shown({ board, items = [], mine }) {
    const { t } = this;
    this.name(board?.names[this.language] ?? t.leaderboard);
    const own = mine?.rank && !items.some((each) => each.alias === mine.alias) ? [mine] : [];
    const turn = mine
      ? h("button", { type: "button", class: "plain", part: "button" }, t.vanish)
      : h("button", { type: "button", part: "button" }, t.appear);
    turn.addEventListener("click", () =>
      this.press(turn, mine ? "DELETE" : "PUT", "/leaderboards", ({ alias }) => (alias ? t.appeared(alias) : t.vanished)),
    );
    return [...this.list([...items, ...own].map((each) => this.place(each, board, mine))), board && mine !== null && turn];
  }

  place({ rank, alias, score }, { unit }, mine) {
    const own = alias === mine?.alias;
    return h(
      "li",
      { part: "item", class: "row", "aria-current": own && "true" },
      h("span", { part: "name" }, `${rank}. ${own ? this.t.own(alias) : alias}`),
      h("span", { part: "amount" }, `${this.number(score)} ${this.noun(score, unit)}`),
    );
  }
}

class Reviews extends Among {
  kind = "reviews";

  async read() {
    const product = this.getAttribute("product");
    const of = product ? `product_id=${encodeURIComponent(product)}` : "";
    const [{ items }, summary] = await Promise.all([
      ask("GET", `/v1/community/contributions?kind=review&limit=${this.first}&${of}`),
      product && ask("GET", `/v1/community/reviews?${of}`),
    ]);
    return { items, summary };
  }

  shown({ items, summary }) {
    const { t } = this;
    const stars = summary?.average_hundredths;
    const one = { maximumFractionDigits: 1 };
    const average = stars && t.average(new Intl.NumberFormat(this.language, one).format(stars / 100), this.number(summary.reviews));
    const choose = h("select", { name: "rating", part: "field" }, [5, 4, 3, 2, 1].map((n) => h("option", { value: n }, t.stars(n))));
    return [
      average && h("p", { part: "average" }, average),
      ...this.list(items.map((each) => this.item(each))),
      summary && this.form([this.field(t.rating, choose), this.area(t.review)], { kind: "review", product_id: summary.product_id }),
    ];
  }

  item(review) {
    const { t } = this;
    const { rating, text, verified, published_at: at } = review;
    const stars = h("span", { class: "stars", role: "img", "aria-label": t.stars(rating) }, "★".repeat(rating), "☆".repeat(5 - rating));
    const who = [this.author(review), verified && t.verified, this.day(at)].filter(Boolean).join(" · ");
    return h("li", { part: "item" }, stars, h("p", { part: "text" }, text), h("small", null, who));
  }
}

class Ideas extends Among {
  kind = "ideas";

  async read() {
    const own = await me();
    const [{ items }, votes] = await Promise.all([
      ask("GET", `/v1/community/contributions?kind=idea&order=votes&limit=${this.first}`),
      ask("GET", `${own}/votes?limit=100`).catch(() => undefined),
    ]);
    return { items, votes: votes && new Set(votes.items.map((each) => each.contribution_id)) };
  }

  shown({ items, votes }) {
    const { t } = this;
    const title = h("input", { type: "text", name: "title", required: "", maxlength: "200", part: "field" });
    return [
      ...this.list(items.map((each) => this.item(each, votes))),
      votes && this.form([this.field(t.title, title), this.area(t.idea)], { kind: "idea" }),
    ];
  }

  item(idea, votes) {
    const { t } = this;
    const { id, title, text, status, status_reason: reason, votes: many } = idea;
    const mine = votes?.has(id);
    const open = votes && status !== "made" && status !== "declined";
    const button = h("button", { type: "button", part: "button", class: "plain", "aria-pressed": String(mine), "aria-label": `${t.vote}: ${title}` }, t.vote);
    button.addEventListener("click", () =>
      this.press(button, mine ? "DELETE" : "PUT", `/votes/${id}`, ({ voted }) => (voted ? t.voted : t.unvoted)),
    );
    const said = [t.votes(this.number(many)), t.standing[status], reason, this.author(idea)].filter(Boolean).join(" · ");
    return h(
      "li",
      { part: "item" },
      h("div", { class: "row" }, h("b", { part: "name" }, title), open && button),
      h("p", { part: "text" }, text),
      h("small", null, said),
    );
  }
}

define({ leaderboard: Leaderboard, reviews: Reviews, ideas: Ideas });
