package io.preforkd.worker.runtime;

import io.preforkd.worker.Handler;
import java.lang.reflect.InvocationTargetException;

/** Makes the author's handler from the name in the configuration. */
final class HandlerLoader {
  private HandlerLoader() {}

  static Handler load(String name) throws StartFault {
    try {
      return Class.forName(name).asSubclass(Handler.class).getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw config(name, "is not on the class path " + System.getProperty("java.class.path"), e);
    } catch (ClassCastException e) {
      throw config(name, "does not implement " + Handler.class.getName(), e);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw config(name, "has no public constructor without parameters in a public class", e);
    } catch (InvocationTargetException e) {
      throw new StartFault(
          StartFault.SOFTWARE,
          StackText.of("the constructor of " + name + " failed", e.getCause()));
    } catch (LinkageError e) {
      throw config(name, "cannot be loaded: " + e, e);
    }
  }

  private static StartFault config(String name, String fault, Throwable cause) {
    return new StartFault(
        StartFault.CONFIG,
        "handler class " + name + " " + fault + "; correct the pool's class or class path",
        cause);
  }
}
