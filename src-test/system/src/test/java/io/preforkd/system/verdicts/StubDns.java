package io.preforkd.system.verdicts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.preforkd.system.harness.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A DNS server that knows all names: some have an address, others do not exist, which depends on
 * the name alone. It remembers what it was asked.
 */
final class StubDns implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int A = 1;
  private static final int LONGEST = 4096;
  private static final String LAST = "last-question.invalid";

  private final DatagramSocket socket;
  private final Set<String> questions = new TreeSet<>();

  StubDns() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(loopback(), 0));
    Thread thread = new Thread(this::serve, "stub-dns");
    thread.setDaemon(true);
    thread.start();
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  int port() {
    return socket.getLocalPort();
  }

  /**
   * What it has been asked since the last time, as {@code example.com 1}, and nothing sent before
   * now is missing: one more question, which is answered in its turn, makes sure of that.
   */
  Set<String> takeQuestions() throws IOException {
    try (DatagramSocket client = new DatagramSocket(0, loopback())) {
      client.setSoTimeout((int) Patience.LIMIT.toMillis());
      byte[] question = question(LAST);
      client.send(new DatagramPacket(question, question.length, loopback(), port()));
      client.receive(new DatagramPacket(new byte[LONGEST], LONGEST));
    }
    synchronized (questions) {
      Set<String> taken = new TreeSet<>(questions);
      taken.remove(LAST + " " + A);
      questions.clear();
      return taken;
    }
  }

  private static byte[] question(String name) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.writeBytes(new byte[] {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : name.split("\\.", -1)) {
      packet.write(label.length());
      packet.writeBytes(label.getBytes(ISO_8859_1));
    }
    packet.writeBytes(new byte[] {0, 0, A, 0, 1});
    return packet.toByteArray();
  }

  private void serve() {
    byte[] buffer = new byte[LONGEST];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        reply(packet);
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Anybody may send anything to a port: what is no question is left alone. */
  private void reply(DatagramPacket packet) throws IOException {
    try {
      byte[] answer = answer(packet.getData(), packet.getLength());
      socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
    } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
      System.err.println("stub-dns: no question: " + e);
    }
  }

  private byte[] answer(byte[] packet, int length) {
    ByteBuffer question = ByteBuffer.wrap(packet, 0, length).position(HEADER);
    String name = name(question);
    int type = question.getShort();
    question.getShort();
    synchronized (questions) {
      questions.add(name + " " + type);
    }
    byte[] data = data(name, type);
    ByteBuffer answer = ByteBuffer.allocate(question.position() + HEADER + data.length);
    answer.put(packet, 0, question.position());
    if (data.length > 0) {
      answer.putShort((short) 0xC00C).putShort((short) type).putShort((short) 1).putInt(60);
      answer.putShort((short) data.length).put(data);
    }
    int some = data.length > 0 ? 1 : 0;
    answer.putShort(2, (short) (some == 1 ? 0x8180 : 0x8183)).putShort(4, (short) 1);
    answer.putShort(6, (short) some).putInt(8, 0);
    return Arrays.copyOf(answer.array(), answer.position());
  }

  private static String name(ByteBuffer from) {
    StringBuilder name = new StringBuilder();
    for (int length = from.get(); length > 0; length = from.get()) {
      byte[] label = new byte[length];
      from.get(label);
      name.append(name.length() > 0 ? "." : "").append(new String(label, ISO_8859_1));
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  /** An address, of each third name. */
  private static byte[] data(String name, int type) {
    boolean isThere = Math.floorMod(name.hashCode(), 3) == 0;
    return type == A && isThere ? new byte[] {127, 0, 0, 2} : new byte[0];
  }

  @Override
  public void close() {
    socket.close();
  }
}
