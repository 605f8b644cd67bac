package io.preforkd.server.host;

import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.NativeFault;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;

/** The daemon cannot start; the message names what is in the way. Nothing has been left behind. */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The JDK tells it by these words only. */
  private static final String NO_RIGHT = "Permission denied";

  /** What kind of thing is in the way. */
  public enum Cause {
    /** An address is in use or not one of this machine. */
    ADDRESS,
    /** A right is missing. */
    PERMISSION,
    /** Anything else that the system refused. */
    SYSTEM
  }

  private final Cause cause;

  public StartupException(Cause cause, String message) {
    super(message);
    this.cause = cause;
  }

  /**
   * Why an address cannot be listened on, or another thing that was asked of the system at the
   * start.
   */
  public static StartupException of(String what, IOException e) {
    return of(what, e, "");
  }

  /** As {@link #of(String, IOException)}, with the remedy behind it. */
  public static StartupException of(String what, IOException e, String remedy) {
    return new StartupException(causeOf(e), what + ": " + e.getMessage() + remedy);
  }

  /**
   * Why a library of the kernel's calls cannot be loaded: mostly for a folder that runs nothing.
   */
  static StartupException of(UnsatisfiedLinkError e) {
    return new StartupException(Cause.SYSTEM, NativeFault.text(e));
  }

  private static Cause causeOf(IOException e) {
    if (e instanceof KernelException refused) {
      boolean address = refused.name().startsWith("EADDR");
      return refused.isPermission() ? Cause.PERMISSION : address ? Cause.ADDRESS : Cause.SYSTEM;
    }
    if (e instanceof BindException && String.valueOf(e.getMessage()).contains(NO_RIGHT)) {
      return Cause.PERMISSION;
    }
    boolean isAddress = e instanceof BindException || e instanceof UnknownHostException;
    return isAddress ? Cause.ADDRESS : Cause.SYSTEM;
  }

  public Cause cause() {
    return cause;
  }
}
