package io.preforkd.spamd.host.options;

/** A value that spamd cannot do anything with; the message names the option. */
public final class WrongOption extends Exception {
  private static final long serialVersionUID = 1L;

  public WrongOption(String message) {
    super(message);
  }
}
