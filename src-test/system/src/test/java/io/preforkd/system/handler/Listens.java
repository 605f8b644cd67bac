package io.preforkd.system.handler;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import io.preforkd.worker.WorkerContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for the sockets that its setting {@code at} names, divided by spaces; at each a thread tells
 * the child's pid. A connection to the pool asks for the first of them once more.
 */
public final class Listens implements Handler {
  private WorkerContext context;
  private final List<Thread> threads = new ArrayList<>();
  private String[] addresses;

  @Override
  public void start(WorkerContext given) {
    context = given;
    addresses = context.settings().get("at").split(" ", -1);
    for (String address : addresses) {
      try {
        tellAt(context.listen(address));
      } catch (IOException | IllegalArgumentException e) {
        System.err.println("listens not: " + e);
      }
    }
  }

  @Override
  public void serve(Connection connection) throws IOException {
    String answer;
    try (ServerSocketChannel again = context.listen(addresses[0])) {
      answer = "listens at " + again.getLocalAddress();
    } catch (IOException e) {
      answer = e.getMessage();
    }
    connection.out().write(answer.getBytes(StandardCharsets.UTF_8));
  }

  /** Waits for the threads, whose sockets are closed by then. */
  @Override
  public void stop() {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tellAt(ServerSocketChannel socket) {
    Thread thread = new Thread(() -> tell(socket));
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private static void tell(ServerSocketChannel socket) {
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    try {
      while (true) {
        try (SocketChannel client = socket.accept()) {
          client.write(ByteBuffer.wrap(pid));
        }
      }
    } catch (IOException e) {
      System.err.println("listens no more: " + e);
    }
  }
}
