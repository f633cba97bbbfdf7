import graphql from "@graphql-eslint/eslint-plugin";

const { configs, parser } = graphql;
const recommended = configs["flat/schema-recommended"].rules;
const [severity, names] = recommended["@graphql-eslint/naming-convention"];
// A kind of event is called EventType, as everywhere; nothing is gained by another name.
const { "ObjectTypeDefinition,ObjectTypeExtension": _, ...named } = names;

export default [
  {
    files: ["schema.graphql"],
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema: "schema.graphql" } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...recommended,
      ...configs["flat/schema-relay"].rules,
      "@graphql-eslint/naming-convention": [severity, named],
      // Amounts, problems and pages are values: what is a thing is a Node.
      "@graphql-eslint/strict-id-in-types": "off",
      // The graph has the words of REST: a reward has a `reward_code` in both.
      "@graphql-eslint/no-typename-prefix": "off",
      // One goes forwards only, as the cursors of REST do.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // Short lists that come whole are lists; a line of a log is no thing one asks for.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
    },
  },
];
