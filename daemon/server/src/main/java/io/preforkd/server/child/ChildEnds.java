package io.preforkd.server.child;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors between parent and one child: our ends, non-blocking, and the child's, which are
 * closed here after the spawn.
 */
record ChildEnds(Descriptors.Pair channel, Descriptors.Pair out, Descriptors.Pair err) {

  static ChildEnds open() throws KernelException {
    return of(Descriptors.socketPair());
  }

  /** Those between parent and a template. */
  static ChildEnds ofTemplate() throws KernelException {
    return of(Descriptors.packetPair());
  }

  private static ChildEnds of(Descriptors.Pair channel) throws KernelException {
    List<Descriptors.Pair> opened = new ArrayList<>();
    opened.add(channel);
    try {
      opened.add(Descriptors.pipe());
      opened.add(Descriptors.pipe());
      // Ours alone: each end has a file description of its own, so the child's go on blocking.
      for (Descriptors.Pair pair : opened) {
        Descriptors.nonBlocking(pair.first());
      }
      return new ChildEnds(opened.get(0), opened.get(1), opened.get(2));
    } catch (KernelException e) {
      opened.forEach(Descriptors.Pair::close);
      throw e;
    }
  }

  /** Those of a child that another program has started: the child's own are closed long since. */
  static ChildEnds ours(int channel, int stdout, int stderr) {
    return new ChildEnds(
        new Descriptors.Pair(channel, ChildState.CLOSED),
        new Descriptors.Pair(stdout, ChildState.CLOSED),
        new Descriptors.Pair(stderr, ChildState.CLOSED));
  }

  int channelFd() {
    return channel.first();
  }

  int stdout() {
    return out.first();
  }

  int stderr() {
    return err.first();
  }

  private List<Integer> ours() {
    return List.of(channelFd(), stdout(), stderr());
  }

  void closeTheirs() {
    Descriptors.close(channel.second());
    Descriptors.close(out.second());
    Descriptors.close(err.second());
  }

  /** What a start that has failed leaves of ours: some may be watched already. */
  void abandon(EventLoop loop) {
    ours().forEach(loop::unwatch);
    closeOurs();
  }

  void closeOurs() {
    ours().forEach(Descriptors::close);
  }
}
