package io.preforkd.worker.runtime;

import java.io.IOException;

/**
 * The program of a Java child.
 *
 * <pre>
 *   java --add-opens java.base/sun.nio.ch=ALL-UNNAMED -Djdk.reflect.useNativeAccessorOnly=true
 *       -cp CLASSPATH io.preforkd.worker.runtime.Main HANDLER_CLASS
 * </pre>
 *
 * <p>Exit codes are those of PROTOCOL.md, section 7.
 */
public final class Main {
  private static final int USAGE = 64;

  private Main() {}

  public static void main(String[] args) {
    System.exit(exitCode(args, Child::run));
  }

  /** The same for workers of another kind; does not return. */
  public static void run(String[] args, ManyServer.Loader loader) {
    System.exit(exitCode(args, name -> Child.runMany(name, loader)));
  }

  private static int exitCode(String[] args, Program program) {
    if (args.length != 1) {
      return Ending.saying(USAGE, "wants one argument, the handler's class name");
    }
    try {
      program.run(args[0]);
      return Ending.OK;
    } catch (Throwable e) {
      return Ending.over(e);
    }
  }

  /** What a child does with the name of the author's class. */
  private interface Program {
    void run(String name) throws StartFault, IOException;
  }
}
