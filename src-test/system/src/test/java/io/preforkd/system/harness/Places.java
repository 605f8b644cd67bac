package io.preforkd.system.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands for {@code @NAME@} in a configuration: {@code @DIR@} is the test's folder,
 * {@code @IMAGE@} the image, {@code @WORKERS@} and {@code @CLASSES@} the workers of the tests;
 * every other name is a free port.
 */
final class Places {
  private static final Pattern NAME = Pattern.compile("@([A-Z0-9]+)@");

  /** Below the range from which the kernel gives clients their ports. */
  private static final int LOWEST_PORT = 12_000;

  private static final int HIGHEST_PORT = 32_000;

  /** Where only root may listen, and few do. */
  private static final int LOWEST_OF_ROOT = 600;

  private static final int END_OF_ROOT = 1024;

  private final Path folder;
  private final Map<String, Integer> ports = new HashMap<>();

  Places(Path folder) {
    this.folder = folder;
  }

  String fill(String text) {
    return NAME.matcher(text).replaceAll(name -> Matcher.quoteReplacement(of(name.group(1))));
  }

  int port(String name) {
    return ports.computeIfAbsent(name, ignored -> freePort(name));
  }

  private String of(String name) {
    return switch (name) {
      case "DIR" -> folder.toString();
      case "IMAGE" -> Image.root().toString();
      case "WORKERS" -> Image.testWorkers().toString();
      case "CLASSES" -> Image.testClasses().toString();
      default -> Integer.toString(port(name));
    };
  }

  private int freePort(String name) {
    return name.equals("LOWPORT")
        ? freePort(LOWEST_OF_ROOT, END_OF_ROOT)
        : freePort(LOWEST_PORT, HIGHEST_PORT);
  }

  /** Free, and none of this test's other ports, which nobody may listen on yet. */
  private int freePort(int lowest, int end) {
    int port;
    do {
      port = ThreadLocalRandom.current().nextInt(lowest, end);
    } while (ports.containsValue(port) || !isFree(port));
    return port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
