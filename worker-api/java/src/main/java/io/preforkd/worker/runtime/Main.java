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
  private static final int OK = 0;
  private static final int USAGE = 64;
  private static final int PROTOCOL = 76;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    if (args.length != 1) {
      return failed(USAGE, "wants one argument, the handler's class name");
    }
    try {
      Child.run(args[0]);
      return OK;
    } catch (StartFault e) {
      return failed(e.exitCode(), e.getMessage());
    } catch (IOException e) {
      return failed(PROTOCOL, "the parent broke the protocol: " + e.getMessage());
    } catch (Error e) {
      return failed(StartFault.SOFTWARE, StackText.of("ends over an error", e));
    }
  }

  private static int failed(int exitCode, String message) {
    System.err.println("preforkd worker: " + message);
    return exitCode;
  }
}
