package io.preforkd.server.host;

import io.preforkd.config.ConfigCopy;
import io.preforkd.config.Log;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.snapshot.ConfigState;
import io.preforkd.server.sys.TextMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The running daemon as another program can go on with it, written as JSON.
 *
 * @param format {@link #FORMAT} of whoever wrote it
 * @param version of preforkd that wrote it
 * @param command the program that wrote it and its arguments, to go back to
 * @param began when the upgrade began, on the scale of {@link System#nanoTime}
 * @param config the configuration in force
 * @param loaded what became of the last attempt to change it
 * @param logLevel the least grave level that is logged
 * @param signals heard, and not obeyed yet
 * @param seed of the jitter
 * @param faults and dropped counts that must not go back
 * @param control the control socket, if there is one
 * @param reply a connection of the control socket that waits for the outcome, or {@link #NOBODY}
 */
record DaemonState(
    int format,
    String version,
    List<String> command,
    long began,
    ConfigCopy config,
    ConfigState loaded,
    Log.Level logLevel,
    List<String> signals,
    long seed,
    long faults,
    long dropped,
    Optional<ListenerState> control,
    int reply,
    List<ServiceState> services) {
  /** Raised whenever a program could not go on with what the one before it has written. */
  static final int FORMAT = 6;

  static final int NOBODY = -1;

  DaemonState {
    command = List.copyOf(command);
    signals = List.copyOf(signals);
    services = List.copyOf(services);
  }

  /**
   * What another program has written.
   *
   * @throws IOException if it is not what this one understands
   */
  static DaemonState read(int memory) throws IOException {
    try {
      JsonNode json = JsonMapper.shared().readTree(TextMemory.read(memory));
      int format = json.path("format").asInt(0);
      if (format != FORMAT) {
        throw new IOException(
            "the state of the running daemon has format "
                + format
                + " and this version reads "
                + FORMAT
                + "; stop the old one and start the new one");
      }
      return JsonMapper.shared().treeToValue(json, DaemonState.class);
    } catch (JacksonException e) {
      throw new IOException("the state of the running daemon cannot be read", e);
    }
  }

  void write(int memory) throws IOException {
    TextMemory.write(memory, JsonMapper.shared().writeValueAsString(this));
  }

  /** All descriptors that it speaks of. */
  List<Integer> descriptors() {
    IntStream ofServices = services.stream().flatMapToInt(ServiceState::descriptors);
    IntStream own = IntStream.of(reply, control.map(ListenerState::fd).orElse(NOBODY));
    return IntStream.concat(own.filter(fd -> fd != NOBODY), ofServices).boxed().toList();
  }

  /**
   * Those that a program needs that takes over.
   *
   * @param memory holds this state
   * @param config a text in memory stays open, too, since no folder has it
   */
  List<Integer> kept(int memory, Path config) {
    List<Integer> kept = new ArrayList<>(descriptors());
    kept.add(memory);
    TextMemory.descriptor(config).ifPresent(kept::add);
    return kept;
  }

  int children() {
    return services.stream().mapToInt(service -> service.host().children().size()).sum();
  }

  /** The names of the pools. */
  Stream<String> pools() {
    return services.stream().map(ServiceState::name);
  }
}
