package dev.kizuki.stream.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group of resources that do not depend on each other. {@link #close} closes them at the same
 * time, each on a thread of its own, and waits for all of them up to a limit. So a stop takes no
 * longer when several servers do not answer. Not thread-safe.
 */
public final class ConcurrentClose implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConcurrentClose.class);

  private final Duration limit;
  private final Map<String, AutoCloseable> opened = new LinkedHashMap<>();

  /**
   * @param limit the longest time that {@link #close} waits
   */
  public ConcurrentClose(Duration limit) {
    this.limit = limit;
  }

  /**
   * Adds a resource.
   *
   * @param name the name in log lines; must be unique in the group
   * @return the resource
   */
  public <T extends AutoCloseable> T add(String name, T resource) {
    opened.put(name, resource);
    return resource;
  }

  /**
   * Closes every resource once. What is not closed within the limit is logged and left to a daemon
   * thread. An interrupt ends the wait.
   */
  @Override
  public void close() {
    Map<String, Thread> closing = new LinkedHashMap<>();
    opened.forEach((name, resource) -> closing.put(name, start(name, resource)));
    opened.clear();
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (Thread thread : closing.values()) {
        TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closing.values().removeIf(thread -> !thread.isAlive());
    if (!closing.isEmpty()) {
      LOG.warn("these parts did not stop within {} s: {}", limit.toSeconds(), closing.keySet());
    }
  }

  private static Thread start(String name, AutoCloseable resource) {
    Resources one = new Resources();
    one.add(resource);
    Thread thread = new Thread(one::close, "close-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
