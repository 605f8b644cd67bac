package io.preforkd.server.sys;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** A program in classic BPF that the kernel runs for what comes to a socket. */
final class Bpf {

  // linux/bpf_common.h: class | size | mode
  static final int LOAD_WORD_AT = 0x20;
  static final int LOAD_BYTE_AT = 0x30;
  static final int ADD = 0x04;
  static final int AND = 0x54;
  static final int MODULO = 0x94;
  static final int JUMP_IF_EQUAL = 0x15;
  static final int JUMP_IF_NOT_BELOW = 0x35;
  static final int RETURN = 0x06;
  static final int RETURN_ACCUMULATOR = 0x16;

  private static final int INSTRUCTION_BYTES = 8;
  private static final int PROGRAM_BYTES = 16;

  private record Instruction(int code, int elseSkip, int operand) {}

  private final List<Instruction> instructions = new ArrayList<>();

  Bpf add(int code, int operand) {
    return add(code, 0, operand);
  }

  /** No jump on true, {@code elseSkip} instructions, at most 255, are skipped on false. */
  Bpf add(int code, int elseSkip, int operand) {
    instructions.add(new Instruction(code, elseSkip, operand));
    return this;
  }

  /** Gives it to the kernel by this option of the socket. */
  void attach(int fd, int option, String name) throws KernelException {
    Pointer code = encoded();
    Pointer program = Libc.memory(PROGRAM_BYTES);
    program.putShort(0, (short) instructions.size());
    program.putLong(8, code.address());
    try {
      int result = Libc.CALLS.setsockopt(fd, Sockets.SOL_SOCKET, option, program, PROGRAM_BYTES);
      Libc.check(result, "setsockopt(" + name + ")", "descriptor " + fd);
    } finally {
      // The program holds the instructions' address as a number, which keeps nothing alive.
      Reference.reachabilityFence(code);
    }
  }

  /** An array of {@code struct sock_filter}. */
  private Pointer encoded() {
    Pointer code = Libc.memory(instructions.size() * INSTRUCTION_BYTES);
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      long at = (long) i * INSTRUCTION_BYTES;
      code.putShort(at, (short) instruction.code());
      code.putByte(at + 3, (byte) instruction.elseSkip());
      code.putInt(at + 4, instruction.operand());
    }
    return code;
  }
}
