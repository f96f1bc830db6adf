import astro from "eslint-plugin-astro";
import jsxA11y from "eslint-plugin-jsx-a11y-x";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["**/dist/", "**/.astro/", "**/node_modules/", "e2e/.out/"] },
  tseslint.configs.strict,
  astro.configs["flat/recommended"],
  astro.configs["flat/jsx-a11y-strict"] ?? [],
  { files: ["**/*.tsx"], ...jsxA11y.configs.strict },
  {
    rules: {
      // The compiler is told to distrust every index, so that saying “it is there” must be allowed.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^(Props|_)$" }],
      eqeqeq: "error",
      "no-console": "off",
      // The table that lists a result's values is named by the summary that opens it.
      "astro/no-set-html-directive": "error",
    },
  },
);
