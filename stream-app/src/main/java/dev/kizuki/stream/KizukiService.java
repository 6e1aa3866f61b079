package dev.kizuki.stream;

import dev.kizuki.model.Release;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.lifecycle.Resources;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.metrics.Health;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole service as one object: starts its parts in order and closes them in order. {@link
 * ServiceParts} makes and connects them.
 */
public final class KizukiService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KizukiService.class);

  private final Resources resources = new Resources();
  private final CountDownLatch failed = new CountDownLatch(1);
  private final ServiceParts parts;

  /**
   * Loads the models, creates missing topics and starts everything.
   *
   * @throws dev.kizuki.stream.config.ConfigurationException if the configuration cannot be used
   * @throws dev.kizuki.model.ModelException if a model cannot be used
   * @throws ServiceException if Kafka cannot be reached
   */
  public KizukiService(Configuration configuration) {
    try {
      parts = new ServiceParts(configuration, resources, failed::countDown);
      start();
    } catch (KafkaException e) {
      resources.close();
      throw KafkaFailure.explained(e, configuration);
    } catch (RuntimeException e) {
      resources.close();
      throw e;
    }
    LOG.atInfo()
        .addKeyValue("release", Release.current().text())
        .addKeyValue("mqtt", configuration.mqtt().broker())
        .addKeyValue("kafka", configuration.kafka().bootstrapServers())
        .addKeyValue("http", httpPort())
        .addKeyValue(
            "models", parts.models.all().stream().map(m -> m.model().metadata().title()).toList())
        .log("Kizuki started");
  }

  private void start() {
    parts.streams.start();
    parts.bridge.start();
    parts.lag.start();
    if (parts.alerts != null) {
      parts.alerts.start();
    }
    if (parts.incidents != null) {
      parts.incidents.start();
    }
    if (parts.actions != null) {
      parts.actions.start();
    }
    if (parts.webhooks != null) {
      parts.webhooks.start();
    }
    if (parts.canary != null) {
      parts.canary.start();
    }
    if (parts.evidence != null) {
      parts.evidence.start();
    }
    if (parts.standIns != null) {
      parts.standIns.start();
    }
    if (parts.status != null) {
      parts.status.start();
    }
    if (parts.console != null) {
      parts.console.start();
    }
    parts.watch.start();
  }

  /** Whether images are taken and judged, and if not, which part is not ready. */
  public Health ready() {
    return parts.health.ready();
  }

  /** The port of metrics and health. */
  public int httpPort() {
    return parts.http.port();
  }

  /** Waits for a failure that only a restart can fix. */
  public void awaitFailure() throws InterruptedException {
    failed.await();
  }

  /**
   * Stops the service within 12 s, also when Kafka or the MQTT broker does not answer. It does not
   * throw.
   */
  @Override
  public void close() {
    resources.close();
  }
}
