package io.preforkd.server.sys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;

/**
 * Signals sent to this process, by {@code sun.misc.Signal}: a handler of our own in native code
 * would fight the JVM's.
 *
 * <p>Named as text, since javac warns of every mention of that class and knows no way to say that
 * it is meant. It is exported by the module jdk.unsupported.
 */
public final class Signals {

  private Signals() {}

  /**
   * Calls a task for every such signal from now on, on a thread of the JVM's that may be slow to
   * come.
   *
   * @param name without SIG: HUP, INT, TERM, USR1, USR2, WINCH, TTIN, TTOU; never QUIT, at which
   *     the JVM prints its threads
   * @throws IllegalArgumentException if the JVM keeps the signal for itself, as it does with HUP,
   *     INT and TERM under -Xrs
   */
  public static void on(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              adapt(task, signal, handler));
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "cannot handle signal " + name + ": " + e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "this JVM has no module jdk.unsupported, which handling signals needs", e);
    }
  }

  /**
   * Ignores such signals from now on, also in a program that this process becomes, until it handles
   * them.
   *
   * @param name as for {@link #on}; not HUP, INT or TERM: a JVM would leave them ignored for ever
   */
  public static void ignore(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              handler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot ignore signal " + name, e);
    }
  }

  private static Object adapt(Runnable task, Class<?> signal, Class<?> handler)
      throws ReflectiveOperationException {
    MethodHandle run =
        MethodHandles.publicLookup()
            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
    MethodHandle ignoresTheSignal = MethodHandles.dropArguments(run.bindTo(task), 0, signal);
    return MethodHandleProxies.asInterfaceInstance(handler, ignoresTheSignal);
  }
}
