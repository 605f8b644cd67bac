package io.preforkd.worker.runtime;

import java.lang.reflect.InvocationTargetException;

/**
 * Makes the author's handler from the name in the configuration. A class that is missing or cannot
 * be linked stays so until the operator changes the class path; what the author's code throws may
 * go well the next time.
 */
public final class HandlerLoader {
  private HandlerLoader() {}

  /**
   * Makes it.
   *
   * @param kind what it has to implement
   * @throws StartFault if there is no such class, or it cannot be made
   */
  public static <T> T load(String name, Class<T> kind) throws StartFault {
    ClassLoader loader = HandlerLoader.class.getClassLoader();
    return load(name, kind, loader, System.getProperty("java.class.path"));
  }

  /**
   * Makes it where other classes live in the same process.
   *
   * @param loader knows the class, and {@code kind} as we know it
   * @param classPath where that one looks, for messages
   */
  public static <T> T load(String name, Class<T> kind, ClassLoader loader, String classPath)
      throws StartFault {
    Class<? extends T> type = find(name, kind, loader, classPath);
    initialize(type);
    return make(type);
  }

  private static <T> Class<? extends T> find(
      String name, Class<T> kind, ClassLoader loader, String classPath) throws StartFault {
    try {
      return Class.forName(name, false, loader).asSubclass(kind);
    } catch (ClassNotFoundException e) {
      throw config(name, "is not on the class path " + classPath, e);
    } catch (ClassCastException e) {
      throw config(name, "does not implement " + kind.getName(), e);
    } catch (LinkageError e) {
      throw config(name, "cannot be loaded: " + e, e);
    }
  }

  /** Apart from the making, so that the message can tell which of the two has failed. */
  private static void initialize(Class<?> type) throws StartFault {
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw broken(type, "the static initializer", e);
    }
  }

  private static <T> T make(Class<? extends T> type) throws StartFault {
    try {
      return type.getConstructor().newInstance();
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw config(
          type.getName(), "has no public constructor without parameters in a public class", e);
    } catch (InvocationTargetException e) {
      throw broken(type, "the constructor", e.getCause());
    } catch (LinkageError e) {
      throw broken(type, "the constructor", e);
    }
  }

  private static StartFault broken(Class<?> type, String part, Throwable fault) {
    return isWrongClassPath(fault)
        ? config(type.getName(), "cannot be loaded: " + fault, fault)
        : new StartFault(
            StartFault.SOFTWARE, StackText.of(part + " of " + type.getName() + " failed", fault));
  }

  /**
   * A class that was not found, or not in the form in which others know it. A class whose
   * initializer has failed before is "not defined" too, but was found.
   */
  private static boolean isWrongClassPath(Throwable fault) {
    return fault instanceof NoClassDefFoundError
        ? fault.getCause() instanceof ClassNotFoundException
        : fault instanceof ClassFormatError
            || fault instanceof IncompatibleClassChangeError
            || fault instanceof VerifyError;
  }

  private static StartFault config(String name, String fault, Throwable cause) {
    return new StartFault(
        StartFault.CONFIG,
        "handler class " + name + " " + fault + "; correct the pool's class or class path",
        cause);
  }
}
