package io.preforkd.server.top;

/** A line of the screen. Whatever its look says stands in its text as well. */
record Line(String text, Look look) {

  /** How a line stands out. */
  enum Look {
    PLAIN("", false),
    TITLE("1", false),
    CHOSEN("7", false),
    WARNING("33", true),
    ALARM("31", true);

    private final String attribute;
    private final boolean isColour;

    Look(String attribute, boolean isColour) {
      this.attribute = attribute;
      this.isColour = isColour;
    }

    /** What ECMA-48 calls the rendition; empty if there is none to set. */
    String attribute(boolean mayColour) {
      return isColour && !mayColour ? "" : attribute;
    }
  }

  static Line plain(String text) {
    return new Line(text, Look.PLAIN);
  }

  static Line title(String text) {
    return new Line(text, Look.TITLE);
  }
}
