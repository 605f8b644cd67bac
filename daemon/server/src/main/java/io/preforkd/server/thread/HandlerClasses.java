package io.preforkd.server.thread;

import io.preforkd.config.WorkerSettings.ThreadWorker;
import io.preforkd.server.child.WorkerCommand;
import io.preforkd.worker.Handler;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of a handler on threads, loaded anew for each edition of its pool, so that a reload
 * brings new ones.
 *
 * @param path where they are looked for, for messages
 */
record HandlerClasses(ClassLoader loader, String path) {

  static HandlerClasses of(ThreadWorker worker) throws IOException {
    List<String> path = WorkerCommand.classPath(worker);
    List<URL> places = new ArrayList<>();
    for (String entry : path) {
      for (Path file : WorkerCommand.expand(entry)) {
        places.add(file.toUri().toURL());
      }
    }
    ClassLoader parent = WorkerCommand.isInstalled() ? new WorkerApi() : ours();
    return new HandlerClasses(
        new Jars(places.toArray(URL[]::new), parent), String.join(File.pathSeparator, path));
  }

  /** A program that preforkd is a part of has its handlers beside it. */
  private static ClassLoader ours() {
    return Handler.class.getClassLoader();
  }

  /**
   * Reads resources from the jars that are there now: the JDK remembers open ones by their path.
   */
  private static final class Jars extends URLClassLoader {
    private Jars(URL[] places, ClassLoader parent) {
      super(places, parent);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      URL resource = getResource(name);
      if (resource == null) {
        return null;
      }
      try {
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
      } catch (IOException e) {
        return null; // as the JDK does
      }
    }
  }

  /** Shows a handler the worker API as we know it, the JDK, and nothing else of the daemon. */
  private static final class WorkerApi extends ClassLoader {
    private static final String PACKAGES = "io.preforkd.worker.";

    private WorkerApi() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith(PACKAGES)) {
        return ours().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
