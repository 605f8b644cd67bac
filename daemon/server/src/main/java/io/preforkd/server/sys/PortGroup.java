package io.preforkd.server.sys;

import java.util.BitSet;

/**
 * Several listening sockets at one TCP address, by SO_REUSEPORT: each has a queue of its own, and a
 * program on the group says which of them a new client comes to. A socket's index is the order in
 * which it has joined; only the last may be closed before the others, or they would be renumbered.
 */
public final class PortGroup {

  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  private static final int RANDOM = 0xfffff000 + 56; // linux/filter.h: SKF_AD_OFF + SKF_AD_RANDOM

  private PortGroup() {}

  /**
   * Has clients who connect from now on come to one of these sockets, to each as often as to the
   * others. Who is half way through the handshake stays where he is.
   *
   * @param fd any socket of the group
   * @param sockets their indices, at least one; of 512 any choice is within what kernels take
   */
  public static void steer(int fd, BitSet sockets) throws KernelException {
    program(sockets).attach(fd, SO_ATTACH_REUSEPORT_CBPF, "SO_ATTACH_REUSEPORT_CBPF");
  }

  /** Draws one of so many, and counts it off over the ranges of indices, the highest first. */
  private static Bpf program(BitSet sockets) {
    Bpf program = new Bpf().add(Bpf.LOAD_WORD_AT, RANDOM);
    int left = sockets.cardinality();
    program.add(Bpf.MODULO, left);
    int end = sockets.length();
    while (end > 0) {
      int begin = sockets.previousClearBit(end - 1) + 1;
      left -= end - begin;
      program
          .add(Bpf.JUMP_IF_NOT_BELOW, 2, left)
          .add(Bpf.ADD, begin - left)
          .add(Bpf.RETURN_ACCUMULATOR, 0);
      end = begin == 0 ? 0 : sockets.previousSetBit(begin - 1) + 1;
    }
    return program.add(Bpf.RETURN, sockets.nextSetBit(0));
  }
}
