package io.preforkd.server.sys;

import jnr.ffi.Pointer;

/**
 * The terminal that this process was started from, told to give each key at once and to show none.
 * It is put back byte for byte, whatever it was set to.
 */
public final class Terminal {
  private static final int STDIN = 0;
  private static final int STDOUT = 1;

  // struct termios and its constants as x86-64 and aarch64 have them (termios.h)
  private static final int STRUCT_BYTES = 64;
  private static final int LOCAL_MODES = 12;
  private static final int CHARACTERS = 17;
  private static final int ICANON = 2;
  private static final int ECHO = 8;
  private static final int IEXTEN = 0x8000;
  private static final int VTIME = 5;
  private static final int VMIN = 6;
  private static final int VSUSP = 10;
  private static final byte DISABLED = 0;
  private static final int TCSADRAIN = 1;
  private static final long TIOCGWINSZ = 0x5413;

  private final Pointer original;

  private Terminal(Pointer original) {
    this.original = original;
  }

  /**
   * What fits on it.
   *
   * @param columns at least 1
   * @param lines at least 1
   */
  public record Size(int columns, int lines) {
    /** What is taken where a terminal does not tell, as one on a serial line. */
    public static final Size USUAL = new Size(80, 24);
  }

  /** Whether a person is at both stdin and stdout. Elsewhere than on Linux nobody is. */
  public static boolean isThere() {
    return System.getProperty("os.name").equals("Linux")
        && Libc.CALLS.isatty(STDIN) == 1
        && Libc.CALLS.isatty(STDOUT) == 1;
  }

  /** Remembers how it is set, for {@link #restore}. */
  public static Terminal current() throws KernelException {
    Pointer modes = Libc.memory(STRUCT_BYTES);
    Libc.check(Libc.CALLS.tcgetattr(STDIN, modes), "tcgetattr", "stdin");
    return new Terminal(modes);
  }

  /**
   * Gives keys as they are pressed, unseen. The key that suspends comes as the character that it
   * is, so that whoever reads it can put the terminal in order first; the one that interrupts does
   * what it did.
   */
  public void giveKeys() throws KernelException {
    Pointer modes = Libc.memory(STRUCT_BYTES);
    modes.transferFrom(0, original, 0, STRUCT_BYTES);
    modes.putInt(LOCAL_MODES, modes.getInt(LOCAL_MODES) & ~(ICANON | ECHO | IEXTEN));
    modes.putByte(CHARACTERS + VMIN, (byte) 1);
    modes.putByte(CHARACTERS + VTIME, (byte) 0);
    modes.putByte(CHARACTERS + VSUSP, DISABLED);
    set(modes);
  }

  /** Puts it back as it was; harmless if it is. */
  public void restore() throws KernelException {
    set(original);
  }

  /** Its size now. */
  public Size size() {
    Pointer size = Libc.memory(Long.BYTES);
    if (Libc.CALLS.ioctl(STDOUT, TIOCGWINSZ, size) == -1) {
      return Size.USUAL;
    }
    int lines = Short.toUnsignedInt(size.getShort(0));
    int columns = Short.toUnsignedInt(size.getShort(Short.BYTES));
    return lines == 0 || columns == 0 ? Size.USUAL : new Size(columns, lines);
  }

  /** Stops this process until its shell continues it. */
  public static void suspend() throws KernelException {
    int self = (int) ProcessHandle.current().pid();
    Processes.kill(self, Processes.Signo.STOP);
  }

  private static void set(Pointer modes) throws KernelException {
    Libc.check(Libc.CALLS.tcsetattr(STDIN, TCSADRAIN, modes), "tcsetattr", "stdin");
  }
}
