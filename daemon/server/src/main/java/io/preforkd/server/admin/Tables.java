package io.preforkd.server.admin;

/** What the tables of the page have in common. */
final class Tables {
  private Tables() {}

  /** Opens what a wide table is scrolled in, by finger and by keyboard. */
  static void scroll(Html html, String label) {
    html.open("div", "class", "scroll", "role", "region", "aria-label", label, "tabindex", "0");
  }

  /** Caption and heads of the columns. */
  static void head(Html html, String caption, String... columns) {
    html.element("caption", caption).open("thead").open("tr");
    for (String column : columns) {
      html.element("th", column, "scope", "col");
    }
    html.close().close();
  }

  /** A row that says why there is none. */
  static void nothing(Html html, boolean isEmpty, int columns, String words) {
    if (isEmpty) {
      html.open("tr").element("td", words, "colspan", Integer.toString(columns)).close();
    }
  }
}
