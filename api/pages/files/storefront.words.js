// What the demo storefront says, in both languages.
export const WORDS = {
  en: {
    visitor: "Signed in as",
    wares: "In the window",
    own: "Your account",
    buy: "Buy",
    think: (name) => `What customers think of ${name}`,
    bought: (name) => `Thank you for buying ${name}. See your points.`,
    preferences: "Your preferences",
    privacy: "Your data",
    failed: "The platform said:",
    closed: "Open this page by the link with which “make up” ends: it has a key and customers.",
  },
  nl: {
    visitor: "Aangemeld als",
    wares: "In de etalage",
    own: "Je account",
    buy: "Koop",
    think: (name) => `Wat klanten vinden van ${name}`,
    bought: (name) => `Bedankt voor je aankoop van ${name}. Kijk naar je punten.`,
    preferences: "Je voorkeuren",
    privacy: "Je gegevens",
    failed: "Het platform zei:",
    closed: "Open deze pagina met de link waarmee “make up” eindigt: daarin staan een sleutel en klanten.",
  },
};
