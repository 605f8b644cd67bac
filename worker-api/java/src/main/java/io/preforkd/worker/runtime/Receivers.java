package io.preforkd.worker.runtime;

/** Finds what brings descriptors in, which few children need. */
final class Receivers {
  private static final String RECEIVER = "io.preforkd.worker.netty.NettyReceiver";

  private Receivers() {}

  /**
   * Loads it, and its native library.
   *
   * @throws ReflectiveOperationException if it is not on the class path
   * @throws LinkageError if it does not fit this JVM or machine
   */
  static DescriptorReceiver load() throws ReflectiveOperationException {
    return Class.forName(RECEIVER)
        .asSubclass(DescriptorReceiver.class)
        .getConstructor()
        .newInstance();
  }
}
