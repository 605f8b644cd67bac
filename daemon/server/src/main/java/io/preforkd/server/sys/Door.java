package io.preforkd.server.sys;

import java.lang.ref.Reference;
import jnr.ffi.Pointer;

/**
 * Shuts new clients out of a listening socket and resets nobody: who is in the queue, or half way
 * through the handshake, is still accepted.
 *
 * <p>Closing a listener instead resets every connection that waits in its queue. Not for a socket
 * that somebody else goes on using: both ways act on the socket, for every process that holds it.
 */
public final class Door {

  private static final int SO_ATTACH_FILTER = 26;
  private static final int SHUT_RD = 0;

  // linux/bpf_common.h: class | size | mode
  private static final int LOAD_BYTE_AT = 0x30;
  private static final int AND = 0x54;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;

  private static final int TCP_FLAGS_OFFSET = 13;
  private static final int SYN = 0x02;
  private static final int SYN_AND_ACK = 0x12;
  private static final int DROP = 0;
  private static final int PASS_WHOLE = -1;

  private static final int INSTRUCTION_BYTES = 8;
  private static final int PROGRAM_BYTES = 16;

  private Door() {}

  /**
   * Refuses what comes from now on. A TCP client's SYN is dropped, so that it tries again and finds
   * the port closed or owned by a successor; the ACK that ends a handshake passes. A UNIX client
   * gets ECONNREFUSED.
   *
   * @param fd a listening stream socket; it can never be opened again
   */
  public static void shut(int fd) throws KernelException {
    if (Sockets.localAddress(fd).family() == LocalAddress.Family.UNIX) {
      Libc.check(Libc.CALLS.shutdown(fd, SHUT_RD), "shutdown", "descriptor " + fd);
    } else {
      attach(fd, dropNewSyns());
    }
  }

  private static void attach(int fd, Pointer instructions) throws KernelException {
    Pointer program = Libc.memory(PROGRAM_BYTES);
    program.putShort(0, (short) (instructions.size() / INSTRUCTION_BYTES));
    program.putLong(8, instructions.address());
    try {
      int result =
          Libc.CALLS.setsockopt(fd, Sockets.SOL_SOCKET, SO_ATTACH_FILTER, program, PROGRAM_BYTES);
      Libc.check(result, "setsockopt(SO_ATTACH_FILTER)", "descriptor " + fd);
    } finally {
      // The program holds the instructions' address as a number, which keeps nothing alive.
      Reference.reachabilityFence(instructions);
    }
  }

  /** A TCP socket's filter sees the segment from its TCP header on. */
  private static Pointer dropNewSyns() {
    Pointer program = Libc.memory(5 * INSTRUCTION_BYTES);
    instruction(program, 0, LOAD_BYTE_AT, 0, TCP_FLAGS_OFFSET);
    instruction(program, 1, AND, 0, SYN_AND_ACK);
    instruction(program, 2, JUMP_IF_EQUAL, 1, SYN);
    instruction(program, 3, RETURN, 0, DROP);
    instruction(program, 4, RETURN, 0, PASS_WHOLE);
    return program;
  }

  /**
   * One {@code struct sock_filter}; no jump on true, {@code elseSkip} instructions are skipped on
   * false.
   */
  private static void instruction(Pointer program, int index, int code, int elseSkip, int operand) {
    long at = (long) index * INSTRUCTION_BYTES;
    program.putShort(at, (short) code);
    program.putByte(at + 3, (byte) elseSkip);
    program.putInt(at + 4, operand);
  }
}
