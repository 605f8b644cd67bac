package io.preforkd.system.pages;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.PrivateRoot;
import io.preforkd.system.harness.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Somebody who does what pages say, in the folder that is shared with a root, and wonders where
 * something else happens.
 */
public final class Reader implements AutoCloseable {
  private static final String FIRST = "first";

  private final PrivateRoot root;
  private final Path folder;
  private final Map<String, Terminal> terminals = new LinkedHashMap<>();
  private String last = FIRST;

  public Reader(PrivateRoot root, Path folder) {
    this.root = root;
    this.folder = folder;
  }

  /** Does all that a page says, from top to bottom. */
  public void follow(Page page) throws IOException {
    for (Iterator<Block> blocks = page.blocks().iterator(); blocks.hasNext(); ) {
      Block block = blocks.next();
      if (block.isByHand()) {
        continue;
      }
      if (block.isRepeated()) {
        repeat(block, blocks.next());
      } else if (block.isTyped()) {
        type(block);
      } else if (block.isShown()) {
        see(block);
      } else {
        write(block);
      }
    }
    for (Terminal terminal : terminals.values()) {
      check(page.file() + " at its end", 0, terminal.awaitEnd());
    }
  }

  private void type(Block block) throws IOException {
    last = block.terminal().orElse(FIRST);
    if (block.terminal().isPresent()) {
      terminal(last).begin(block.text());
    } else {
      check(block.place(), block.exitCode(), terminal(last).type(block.text()));
    }
  }

  private static void check(String place, int expected, Finished done) {
    if (done.exitCode() != expected) {
      throw new AssertionError(place + ": not exit code " + expected + ", but " + done);
    }
  }

  private void repeat(Block typed, Block shown) {
    Terminal terminal = terminal(FIRST);
    last = FIRST;
    wait(
        Shown.whole(shown.text()),
        shown.place(),
        () -> {
          try {
            return terminal.type(typed.text()).output();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * What goes on in a terminal of its own shows its output by and by; the first one has finished.
   */
  private void see(Block shown) {
    String name = shown.terminal().orElse(last);
    Terminal terminal = terminal(name);
    if (!name.equals(FIRST)) {
      wait(Shown.among(shown.text()), shown.place(), terminal::printed);
    } else if (!Shown.whole(shown.text()).is(terminal.printed())) {
      throw new AssertionError(shown.place() + ": not what is shown, but\n" + terminal.printed());
    }
  }

  private static void wait(Shown expected, String place, Supplier<String> output) {
    AtomicReference<String> seen = new AtomicReference<>("");
    try {
      Patience.until(place, () -> expected.is(seen.updateAndGet(old -> output.get())));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": not what is shown, but\n" + seen, e);
    }
  }

  private void write(Block block) throws IOException {
    if (block.file().isPresent()) {
      Files.writeString(folder.resolve(block.file().get()), block.text());
    }
  }

  private Terminal terminal(String name) {
    return terminals.computeIfAbsent(name, this::open);
  }

  private Terminal open(String name) {
    try {
      return new Terminal(root, folder, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Terminal terminal : terminals.values()) {
      terminal.close();
    }
  }
}
