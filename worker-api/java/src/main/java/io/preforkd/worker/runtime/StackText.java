package io.preforkd.worker.runtime;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A fault and its stack as text. */
public final class StackText {
  private StackText() {}

  /** {@code WHAT: FAULT} and its stack, in lines. */
  public static String of(String what, Throwable fault) {
    StringWriter text = new StringWriter();
    text.append(what).append(": ");
    fault.printStackTrace(new PrintWriter(text, true));
    return text.toString().stripTrailing();
  }
}
