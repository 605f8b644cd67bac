package io.preforkd.system.harness;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Clients that are connected and have said half of their requests: whoever has them, holds them.
 */
public final class Held implements AutoCloseable {
  private final Deque<Client> clients = new ArrayDeque<>();

  private Held() {}

  /** So many, connected one after the other. */
  public static Held of(int count, Load.Door door) throws IOException {
    Held held = new Held();
    for (int i = 0; i < count; i++) {
      held.clients.add(door.open().hold());
    }
    return held;
  }

  /** Lets so many, those who came first, say the rest; returns how many of them are answered. */
  public int finish(int count) throws IOException {
    int answered = 0;
    for (int i = 0; i < count; i++) {
      try (Client client = clients.remove()) {
        answered += isAnswered(client) ? 1 : 0;
      }
    }
    return answered;
  }

  /** Lets all who are left say the rest; returns how many of them are answered. */
  public int finish() throws IOException {
    return finish(clients.size());
  }

  private static boolean isAnswered(Client client) {
    try {
      return client.finish().endsWith("\r\n\r\nhello\n");
    } catch (IOException lost) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.close();
    }
  }
}
