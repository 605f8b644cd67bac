package io.preforkd.server.top;

import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Terminal;
import java.io.PrintStream;
import java.util.List;

/**
 * A terminal that has been taken over, and is given back as it was, once, from whatever thread. It
 * is spoken to in what every terminal since the VT220 understands (ECMA-48) and xterm's second
 * screen, which others ignore.
 */
final class Screen {
  private static final String TAKE = "\u001b[?1049h\u001b[?25l\u001b[?7l";
  private static final String GIVE_BACK = "\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String PLAIN = "\u001b[0m";
  private static final String TO_END_OF_LINE = "\u001b[K";
  private static final String TO_END_OF_SCREEN = "\u001b[J";

  private final Terminal terminal;
  private final PrintStream out;
  private final boolean mayColour;
  private boolean isTaken;

  Screen(Terminal terminal, PrintStream out, boolean mayColour) {
    this.terminal = terminal;
    this.out = out;
    this.mayColour = mayColour;
  }

  synchronized void take() throws KernelException {
    terminal.giveKeys();
    isTaken = true;
    print(TAKE);
  }

  /** Harmless if it has been. */
  synchronized void giveBack() {
    if (!isTaken) {
      return;
    }
    isTaken = false;
    print(GIVE_BACK);
    try {
      terminal.restore();
    } catch (KernelException e) {
      throw new IllegalStateException("the terminal is gone", e);
    }
  }

  Terminal.Size size() {
    return terminal.size();
  }

  synchronized void draw(List<Line> lines) {
    if (isTaken) {
      print(text(lines));
    }
  }

  /** Over what is there, since a screen that is cleared first flickers. */
  private String text(List<Line> lines) {
    StringBuilder text = new StringBuilder(HOME);
    for (int i = 0; i < lines.size(); i++) {
      text.append(i == 0 ? "" : "\r\n");
      append(text, lines.get(i));
    }
    return text.append(TO_END_OF_SCREEN).toString();
  }

  private void append(StringBuilder text, Line line) {
    String attribute = line.look().attribute(mayColour);
    if (!attribute.isEmpty()) {
      text.append("\u001b[").append(attribute).append('m');
    }
    text.append(line.text()).append(PLAIN).append(TO_END_OF_LINE);
  }

  private void print(String text) {
    out.print(text);
    out.flush();
  }
}
