package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Console;
import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.http.HealthEndpoint;
import dev.kizuki.stream.http.HttpServer;
import dev.kizuki.stream.http.MetricsEndpoint;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.Resources;
import dev.kizuki.stream.metrics.Health;
import dev.kizuki.stream.metrics.PrometheusMetrics;
import dev.kizuki.stream.metrics.ServiceMetrics;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The page for operators in a process of its own, with metrics and health. */
final class ConsoleService implements AutoCloseable {
  private final Resources resources = new Resources();
  private final HttpServer http;

  /**
   * Starts to serve. It also serves while Kafka does not answer, and the page then says so.
   *
   * @throws dev.kizuki.stream.config.ConfigurationException if the configuration cannot be used
   */
  ConsoleService(Configuration configuration) {
    try {
      PrometheusMetrics registry = resources.add(new PrometheusMetrics());
      ServiceMetrics metrics =
          ServiceMetrics.register(registry.registry(), configuration.metrics());
      dev.kizuki.stream.console.Console console =
          resources.add(
              new dev.kizuki.stream.console.Console(
                  configuration, new KafkaSettings(configuration), metrics.console()));
      MetricsEndpoint scrapes = resources.add(new MetricsEndpoint(registry::scrape));
      http =
          resources.add(
              new HttpServer(
                  configuration.http(),
                  List.of(
                      scrapes,
                      new HealthEndpoint("/health/live", () -> new Health(true, "alive")),
                      new HealthEndpoint("/health/ready", console::ready)),
                  console::addRoutes));
      console.start();
    } catch (KafkaException e) {
      resources.close();
      throw KafkaFailure.explained(e, configuration);
    } catch (RuntimeException e) {
      resources.close();
      throw e;
    }
  }

  /**
   * Returns the configuration with the console switched on, so that its rules apply.
   *
   * @param port replaces {@code http.port}; null keeps it
   * @throws dev.kizuki.stream.config.ConfigurationException if the console cannot be used so
   */
  static Configuration alone(Configuration from, @Nullable Integer port) {
    Console console = from.console();
    return new Configuration(
        from.mqtt(),
        from.kafka(),
        from.topics(),
        from.models(),
        from.modelUpdates(),
        from.limits(),
        from.canary(),
        from.metrics(),
        from.incidents(),
        from.cameras(),
        from.deviceLimits(),
        from.drift(),
        from.samples(),
        from.webhooks(),
        new Http(
            from.http().host(), port == null ? from.http().port() : port, from.http().publicUrl()),
        new Console(
            true,
            console.viewTokenFile(),
            console.actTokenFile(),
            console.userHeader(),
            console.proxySecretFile()));
  }

  /** The bound port. */
  int port() {
    return http.port();
  }

  @Override
  public void close() {
    resources.close();
  }
}
