package dev.kizuki.stream.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A list of resources to close. {@link #close} closes them in reverse order. If one of them fails,
 * the failure is logged and the others are still closed. Not thread-safe.
 */
public final class Resources implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /**
   * Adds a resource.
   *
   * @return the resource
   */
  public <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Closes every resource once. A second call does nothing. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      AutoCloseable resource = opened.pop();
      try {
        resource.close();
      } catch (Exception | Error e) {
        LOG.atWarn()
            .setCause(e)
            .log("a resource could not be closed: {}", resource.getClass().getSimpleName());
      }
    }
  }
}
