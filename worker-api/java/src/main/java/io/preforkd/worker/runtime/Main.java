package io.preforkd.worker.runtime;

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
    System.exit(run(args));
  }

  private static int run(String[] args) {
    if (args.length != 1) {
      return Ending.saying(USAGE, "wants one argument, the handler's class name");
    }
    try {
      Child.run(args[0]);
      return Ending.OK;
    } catch (Throwable e) {
      return Ending.over(e);
    }
  }
}
