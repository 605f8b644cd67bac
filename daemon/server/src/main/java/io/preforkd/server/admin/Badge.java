package io.preforkd.server.admin;

import java.util.Locale;

/** A word about a state, with a sign beside the colour. */
enum Badge {
  GOOD("\u2713"),
  WARNING("!"),
  BAD("\u2717"),
  NEUTRAL("\u2022");

  private final String sign;

  Badge(String sign) {
    this.sign = sign;
  }

  void write(Html html, String words) {
    html.open("span", "class", "badge " + name().toLowerCase(Locale.ROOT));
    html.element("span", sign, "aria-hidden", "true").text(" " + words).close();
  }
}
