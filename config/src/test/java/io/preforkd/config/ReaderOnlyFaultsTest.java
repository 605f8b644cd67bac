package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The faults that no schema can see, one by one: the schema accepts each of these documents, the
 * reader names the fault.
 */
final class ReaderOnlyFaultsTest {
  private static final String OTHER =
      "  - {name: other, listen: '127.0.0.1:81', worker: {java: a.B}}\n";

  @TempDir Path directory;

  static Stream<Arguments> faults() {
    return Stream.of(
        pool("pools[0].min: min 20 is above max 16; lower min or raise max", "min: 20"),
        pool(
            "pools[0].access-log.format: belongs to an access log, which is off; give to, or remove the key",
            "access-log: {format: '%n'}"),
        pool(
            "pools[0].access-log.format: %r tells of a request or a client, which the worker alone sees; have the"
                + " worker log it; there are %c %d %g %L %n %p %P %s %S %t %T %%",
            "access-log: {to: stderr, format: '%n %r'}"),
        pool(
            "pools[0].access-log.format: %x is not known; there are %c %d %g %L %n %p %P %s %S %t %T %%",
            "access-log: {to: stderr, format: '%n %x'}"),
        pool(
            "pools[0].access-log.format: no letter stands behind a per cent sign; write two for one",
            "access-log: {to: stderr, format: '%n %'}"),
        pool(
            "pools[0].access-log.format: %n takes no {x}; remove the braces",
            "access-log: {to: stderr, format: '%{x}n'}"),
        pool(
            "pools[0].access-log.format: %n in %{%H%n} is no field of a time that is known; there are "
                + "%a %A %b %B %c %C %d %D %e %F %G %h %H %I %j %k %l %L %m %M %p %r %R %s %S %T %u %V %w %x %X %y %Y %z %Z %%",
            "access-log: {to: stderr, format: '%{%H%n}t'}"),
        pool(
            "pools[0].access-log.format: % in %{%H%} is no field of a time that is known; there are "
                + "%a %A %b %B %c %C %d %D %e %F %G %h %H %I %j %k %l %L %m %M %p %r %R %s %S %T %u %V %w %x %X %y %Y %z %Z %%",
            "access-log: {to: stderr, format: '%{%H%}T'}"),
        pool(
            "pools[0].access-log.format: \"hours\" is no unit of %d; give seconds, milliseconds or microseconds",
            "access-log: {to: stderr, format: '%{hours}d'}"),
        pool(
            "pools[0].dispatch: with shared children report sums, and an access log needs each connection; choose"
                + " another dispatch, or set access-log: off",
            "access-log: stderr",
            "dispatch: shared"),
        pool(
            "pools[0].concurrency: a child with many connections reports how many have ended, and an access log needs"
                + " which; remove the key, or set access-log: off",
            "access-log: stderr",
            "concurrency: 2"),
        pool(
            "pools[0].self-accept: a child does not report each connection that it takes by itself, and an access log"
                + " needs each; remove the key, or set access-log: off",
            "access-log: stderr",
            "self-accept: true"),
        pool(
            "pools[0].min: min 3 is above start 2; lower min or raise start", "start: 2", "min: 3"),
        pool("pools[0].start: start 17 is above max 16; lower start or raise max", "start: 17"),
        pool(
            "pools[0].min-spare: min-spare 5 is above max-spare 4; lower min-spare or raise max-spare",
            "min-spare: 5"),
        pool(
            "pools[0].max-spare: max-spare 17 is above max 16; lower max-spare or raise max",
            "max-spare: 17"),
        pool(
            "pools[0].min: static has no min; remove the key, or choose mode: dynamic",
            "mode: static",
            "min: 1"),
        pool(
            "pools[0].start: static has no start; remove the key, or choose mode: dynamic",
            "mode: static",
            "start: 1"),
        pool(
            "pools[0].min-spare: static has no min-spare; remove the key, or choose mode: dynamic",
            "mode: static",
            "min-spare: 1"),
        pool(
            "pools[0].max-spare: static has no max-spare; remove the key, or choose mode: dynamic",
            "mode: static",
            "max-spare: 1"),
        pool(
            "pools[0].shrink-after: static has no shrink-after; remove the key, or choose mode: dynamic",
            "mode: static",
            "shrink-after: 1s"),
        pool(
            "pools[0].min-spare: on-demand has no min-spare; remove the key, or choose mode: dynamic",
            "mode: on-demand",
            "min-spare: 1"),
        pool(
            "pools[0].order-retry: order-retry 5s is not below order-timeout 5s; lower order-retry or raise order-timeout",
            "order-retry: 5s"),
        pool(
            "pools[0].respawn-delay: respawn-delay 31s is above respawn-delay-max 30s; lower respawn-delay or raise respawn-delay-max",
            "respawn-delay: 31s"),
        pool(
            "pools[0].max-memory: 512 is out of range; give 0, or a size of 1MiB to 1024GiB",
            "max-memory: 512"),
        pool(
            "pools[0].max-memory: 2000GiB is out of range; give 0, or a size of 1MiB to 1024GiB",
            "max-memory: 2000GiB"),
        pool("pools[0].kill-after: 2h is out of range; give a time, 0 to 1h", "kill-after: 2h"),
        pool(
            "pools[0].max: the environment variable MAX is not set; set it, or write ${MAX:-default}",
            "max: ${MAX}"),
        listen(
            "pools[0].listen.ipv6-only: belongs to a TCP address of IPv6; remove the key",
            "{address: a:80, ipv6-only: true}"),
        listen(
            "pools[0].listen.address: reuse-port opens several sockets at each address, and unix:/c can be but"
                + " one; give a TCP address, or choose dispatch: shared",
            "unix:/c\n    dispatch: reuse-port"),
        listen(
            "pools[0].listen.owner: belongs to a unix socket file; remove the key",
            "{address: a:80, owner: www}"),
        listen(
            "pools[0].listen.group: belongs to a unix socket file; remove the key",
            "{address: a:80, group: www}"),
        listen(
            "pools[0].listen.mode: belongs to a unix socket file; remove the key",
            "{address: a:80, mode: 0600}"),
        listen(
            "pools[0].listen[1].name: another listener of this pool is named tcp-80, in line 3; give one of them another name",
            "[a:80, b:80]"),
        listen(
            "pools[0].listen[1].address: a:80 is listened on already, in main.yaml:3; change one of them",
            "[a:80, {address: a:80, name: b}]"),
        listen(
            "pools[0].listen.address: 127.0.0.1:9783 is listened on already, by default of admin; change one of them",
            "127.0.0.1:9783"),
        fault(
            "control.group: belongs to a control socket, which is off; remove the key",
            "control: {listen: off, group: www}\n" + Configuration.POOL),
        fault(
            "control.mode: belongs to a control socket, which is off; remove the key",
            "control: {listen: off, mode: 0600}\n" + Configuration.POOL),
        fault(
            "journal.keep: belongs to a journal on disk, which is off; give file, or remove the key",
            "journal: {keep: 3}\n" + Configuration.POOL),
        fault(
            "pools[0].listen.address: unix:/c is listened on already, in main.yaml:1; change one of them",
            "control: unix:/c\n" + Configuration.pool().replace("127.0.0.1:80", "unix:/c")),
        worker(
            "pools[0].worker: says nothing to run; give exactly one of java, netty, thread, command, inetd, server, template",
            "{settings: {a: b}}"),
        worker(
            "pools[0].worker: says more than one thing to run; give exactly one of java, netty, thread, command, inetd, server, template",
            "{java: a.B, command: [a]}"),
        worker(
            "pools[0].worker.options: command has no options; remove the key",
            "{command: [a], options: [-Xmx64m]}"),
        worker(
            "pools[0].worker.java-home: inetd has no java-home; remove the key",
            "{inetd: [a], java-home: /}"),
        worker(
            "pools[0].worker.archive: template has no archive; remove the key",
            "{template: [a], archive: off}"),
        worker(
            "pools[0].worker.archive: netty has no archive; remove the key",
            "{netty: a.B, archive: off}"),
        worker(
            "pools[0].worker.settings: inetd has no settings; remove the key",
            "{inetd: [a], settings: {a: b}}"),
        worker(
            "pools[0].worker.stop-signal: command has no stop-signal; remove the key",
            "{command: [a], stop-signal: QUIT}"),
        worker(
            "pools[0].worker.settings: server has no settings; remove the key",
            "{server: [a], settings: {a: b}}\n    dispatch: shared\n    mode: static"),
        worker(
            "pools[0].dispatch: a worker of the kind server takes connections by itself and reports nothing; set"
                + " dispatch: shared",
            "{server: [a]}\n    mode: static"),
        worker(
            "pools[0].max: reuse-port opens a socket for each child, 512 at most; lower max, or choose"
                + " dispatch: shared",
            "{command: [a]}\n    dispatch: reuse-port\n    max: 513"),
        worker(
            "pools[0].mode: a worker of the kind server takes connections by itself and reports nothing; set mode: static",
            "{server: [a]}\n    dispatch: shared"),
        worker(
            "pools[0].max-connections: a worker of the kind server has no max-connections; remove the key",
            "{server: [a]}\n    dispatch: shared\n    mode: static\n    max-connections: 7"),
        worker(
            "pools[0].dispatch: a worker of the kind inetd accepts its connections itself; choose another dispatch",
            "{inetd: [a]}\n    dispatch: pass"),
        worker(
            "pools[0].concurrency: a worker of the kind inetd holds one connection at a time; remove the key",
            "{inetd: [a]}\n    concurrency: 2"),
        worker(
            "pools[0].worker.options: thread has no options; remove the key",
            "{thread: a.B, options: [-Xmx9m]}"),
        worker(
            "pools[0].worker.archive: thread has no archive; remove the key",
            "{thread: a.B, archive: off}"),
        worker(
            "pools[0].user: a worker of the kind thread has no user, as a process would; remove the key, or choose a worker of the kind java",
            "{thread: a.B}\n    user: www"),
        worker(
            "pools[0].hooks: a worker of the kind thread has no hooks, as a process would; remove the key, or choose a worker of the kind java",
            "{thread: a.B}\n    hooks: {on-reload: [a]}"),
        worker(
            "pools[0].max-memory: a worker of the kind thread has no max-memory, as a process would; remove the key, or choose a worker of the kind java",
            "{thread: a.B}\n    max-memory: 1GiB"),
        worker(
            "pools[0].dispatch: a worker of the kind thread accepts by orders only; choose lowest-idle or round-robin, or a worker of the kind java",
            "{thread: a.B}\n    dispatch: shared"),
        worker(
            "pools[0].concurrency: a worker of the kind thread holds one connection at a time; raise max instead, or choose a worker of the kind java",
            "{thread: a.B}\n    concurrency: 2"),
        worker(
            "memory-pressure: belongs to a daemon whose children are processes; remove the key, or choose workers of the kind java",
            "{thread: a.B}\nmemory-pressure: off"),
        worker(
            "control.group: belongs to a daemon whose children are processes; remove the key, or choose workers of the kind java",
            "{thread: a.B}\ncontrol: {group: www}"),
        fault(
            "pools[0].listen.address: a worker of the kind thread cannot listen on unix:@web; give HOST:PORT or unix:/PATH",
            Configuration.pool()
                .replace("{java: a.B}", "{thread: a.B}")
                .replace("127.0.0.1:80", "{address: 'unix:@web'}")),
        fault(
            "pools[0].listen.owner: a worker of the kind thread has no owner of its sockets; remove the key",
            Configuration.pool()
                .replace("{java: a.B}", "{thread: a.B}")
                .replace("127.0.0.1:80", "{address: 'unix:/run/web', owner: www}")),
        fault(
            "pools[0].worker: the children of all pools are threads of the daemon, or those of none; give this pool a worker of the kind java, or a daemon of its own",
            Configuration.pool().replace("{java: a.B}", "{thread: a.B}") + OTHER),
        worker(
            "pools[0].concurrency: a worker of the kind server has no concurrency; remove the key",
            "{server: [a]}\n    dispatch: shared\n    mode: static\n    concurrency: 7"),
        worker(
            "pools[0].max-spare: max-spare 21 is above max 2; lower max-spare or raise max",
            "{command: [a]}\n    concurrency: 10\n    max: 2\n    max-spare: 21"),
        worker(
            "pools[0].worker.class-path: no.jar does not exist; correct the path, or build what is missing",
            "{java: a.B, class-path: [no.jar]}"),
        worker(
            "pools[0].worker.class-path: no is no directory; correct the path, or build what is missing",
            "{java: a.B, class-path: ['no/*']}"),
        worker(
            "pools[0].worker.settings: names and texts have 10241 bytes, more than 10240; put what is long into a file, and name that file",
            "{java: a.B, settings: {k: " + "x".repeat(10240) + "}}"),
        worker(
            "pools[0].worker.java-home: there is no program no/bin/java; name a JDK's directory",
            "{java: a.B, java-home: 'no'}"),
        fault(
            "pools[1].name: a pool is named web already, in main.yaml:2; change one of them",
            Configuration.POOL + OTHER.replace("other", "web")),
        fault(
            "pools[1].worker.archive: a.jsa is a pool's archive already, in main.yaml:2; change one of them",
            (Configuration.POOL + OTHER).replace("{java: a.B}", "{java: a.B, archive: a.jsa}")),
        fault(
            "pools: there is no pool; add one, or include a file that has one",
            "include: '*.none'\n"),
        fault(
            "pools[0].user: excludes the daemon's own user, in line 6; set it for the daemon or for each pool",
            Configuration.pool("user: www") + "user: www\n"),
        fault(
            "pools[0].group: excludes the daemon's own group, in line 6; set it for the daemon or for each pool",
            Configuration.pool("group: www") + "group: www\n"),
        fault(
            "max-children: is 2, and the pools need 3 at least; raise it, or lower min in a pool",
            "max-children: 2\n" + Configuration.pool("min: 3")),
        fault(
            "include: no.yaml does not exist; correct the path; only a glob may match nothing",
            "include: no.yaml\n" + Configuration.POOL),
        fault(
            "include: \"*/a.yaml\" has a glob outside of the file name; name the directory in full",
            "include: '*/a.yaml'\n" + Configuration.POOL),
        fault(
            "include: main.yaml is the file that includes it; include each file once",
            "include: main.yaml\n" + Configuration.POOL));
  }

  private static Arguments fault(String fault, String text) {
    return Arguments.of(fault, text);
  }

  private static Arguments pool(String fault, String... lines) {
    return fault(fault, Configuration.pool(lines));
  }

  private static Arguments listen(String fault, String listen) {
    return fault(fault, Configuration.pool().replace("127.0.0.1:80", listen));
  }

  private static Arguments worker(String fault, String worker) {
    return fault(fault, Configuration.pool().replace("{java: a.B}", worker));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theReaderSeesWhatTheSchemaCannot(String fault, String text) {
    List<String> faults = new Configuration(directory).faults(text);
    assertEquals(List.of(fault), faults.stream().map(this::withoutPlace).toList());
    assertEquals(List.of(), Schema.errors(text));
  }

  private String withoutPlace(String fault) {
    return fault.replaceFirst("^main\\.yaml(:\\d+:\\d+)?: ", "");
  }

  @Test
  void oneAddressWrittenInTwoWaysIsStillOne() {
    String text =
        Configuration.pool()
            .replace("127.0.0.1:80", "['[::1]:80', {address: '[0:0:0:0:0:0:0:1]:80', name: b}]");
    assertEquals(1, new Configuration(directory).faults(text).size());
  }

  @Test
  void anIncludedFileHoldsPoolsOnly() {
    Configuration files = new Configuration(directory).file("more.yaml", "include: main.yaml\n");
    assertEquals(
        List.of(
            "more.yaml:1:1: include: unknown key in an included file, which holds pools only; known here: pools"),
        files.faults("include: more.yaml\n" + Configuration.POOL));
  }

  @Test
  void aFileIsIncludedOnce() {
    Configuration files = new Configuration(directory).file("d/more.yaml", "pools: []\n");
    assertEquals(
        List.of(
            "main.yaml:1:24: include: d/more.yaml is included already, in line 1; include each file once"),
        files.faults("include: [d/more.yaml, 'd/*.yaml']\n" + Configuration.POOL).stream()
            .toList());
  }
}
