package io.preforkd.server.thread;

import io.preforkd.config.WorkerSettings.ThreadWorker;
import io.preforkd.server.child.WorkerCommand;
import io.preforkd.worker.Handler;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
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
   * Reads resources from the jars that are there now: the JDK remembers open ones by their path. It
   * is closed by nobody but the collector, since what a handler leaves behind may still load.
   */
  private static final class Jars extends URLClassLoader {
    static {
      ClassLoader.registerAsParallelCapable(); // threads start at the same time
    }

    private Jars(URL[] places, ClassLoader parent) {
      super(places, parent);
    }

    @Override
    public URL findResource(String name) {
      URL found = super.findResource(name);
      return found == null ? null : Anew.of(found);
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
      return Collections.enumeration(
          Collections.list(super.findResources(name)).stream().map(Anew::of).toList());
    }
  }

  /** Opens the jar of a resource for this resource alone. */
  private static final class Anew extends URLStreamHandler {
    private static URL of(URL resource) {
      try {
        return new URL(null, resource.toExternalForm(), new Anew());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e); // it was one
      }
    }

    @Override
    protected URLConnection openConnection(URL resource) throws IOException {
      URLConnection connection = new URL(resource.toExternalForm()).openConnection();
      connection.setUseCaches(false);
      return connection;
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
