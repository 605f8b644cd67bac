package io.preforkd.config;

/** Documents that more than one test reads. */
final class Documents {
  /**
   * Sets every key but the daemon's user and group, which a pool's user excludes; needs {@link
   * #INCLUDED} as more.yaml.
   */
  static final String EVERY_KEY =
      """
      admin: {listen: '[::1]:9', required: false, agent-check: '127.0.0.1:9784'}
      control: {listen: 'unix:/run/control', group: www, mode: 0666, required: false}
      log:
        level: debug
        format: json
        to: logs/daemon.log
        syslog: {facility: local3, identifier: mail-hub}
        size: 2MiB
        keep: 7
        repeat-limit: 50
      journal: {file: journal, size: 1MiB, keep: 5}
      max-children: 7
      memory-pressure: {watch: off, stalled: 20, used: 80}
      bind-retry: 9s
      drain-delay: 15s
      stop-timeout: 2m
      include: more.yaml
      pools:
        - name: web
          listen:
            - {address: '[::1]:81', name: six, any-of: both, backlog: 10, ipv6-only: true}
            - {address: 'unix:/run/x.sock', owner: root, group: www, mode: 0660}
          may-listen: ['*:82', 'unix:/run/y.sock']
          worker:
            java: a.B
            class-path: [lib, 'lib/*']
            java-home: jdk
            options: [-Xmx32m]
            archive: worker.jsa
            fixed-archive-address: true
            settings: {greeting: hi, size: 8}
          dispatch: lowest-idle
          concurrency: 20
          scaling: spamd
          mode: dynamic
          min: 2
          max: 9
          start: 4
          min-spare: 3
          max-spare: 5
          growth-cap: 6
          growth-interval: 500ms
          shrink-after: 3s
          self-accept: false
          order-retry: 30ms
          order-timeout: 6s
          start-timeout: 61s
          drain-timeout: 31s
          kill-after: 4s
          respawn-delay: 200ms
          respawn-delay-max: 20s
          settle-time: 7s
          give-up: {failures: 4, within: 90s, then: exit}
          no-restart-codes: [3, 78]
          connection-timeout: 1h
          slow-after: 5s
          first-byte-timeout: 2s
          ping-interval: 20s
          ping-timeout: 3s
          max-connections: 10000
          max-age: 12h
          max-memory: 96MiB
          recycle-jitter: 20
          user: www
          group: www
          directory: work
          umask: "0022"
          nice: 5
          limits: {as: 1GiB, core: 0, cpu: 1m, data: 2KiB, fsize: 4096, memlock: 64KiB, msgqueue: 800KiB,
                   nofile: 1024, nproc: 64, rtprio: 0, sigpending: 128, stack: unlimited}
          oom-score-adj: 500
          environment: {GREETING: hi}
          pass-environment: [HOME]
          hooks:
            before-start: [prepare, web]
            after-start: [announce]
            before-stop: [/bin/withdraw]
            child-started: [a]
            child-exited: [b]
            on-reload: [c, -d]
            timeout: 9s
      """;

  static final String INCLUDED =
      """
      pools:
        - name: perl
          mode: static
          max: 3
          listen: systemd:web
          worker: {command: [perl, -w]}
          access-log: {to: syslog, format: '%n %{milli}d'}
      """;

  private Documents() {}
}
