package dev.kizuki.stream.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own TLS, which reads changed certificate files again before the next connection. Without
 * this class, Kafka's clients read the files only once. Files that cannot be used, for example
 * because they are half written, change nothing.
 */
public final class RenewedCertificates implements SslEngineFactory {
  private static final Logger LOG = LoggerFactory.getLogger(RenewedCertificates.class);
  private static final List<String> FILES =
      List.of(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);

  private Map<String, ?> settings = Map.of();
  private DefaultSslEngineFactory engines = new DefaultSslEngineFactory();
  private List<String> read = List.of();

  @Override
  public void configure(Map<String, ?> configured) {
    settings = configured;
    read = state();
    engines.configure(settings);
  }

  /** Returns each file's path, length and time of change. A difference means that it changed. */
  private List<String> state() {
    List<String> state = new ArrayList<>();
    for (String key : FILES) {
      if (settings.get(key) instanceof String file) {
        try {
          Path path = Path.of(file).toRealPath();
          state.add(path + " " + Files.size(path) + " " + Files.getLastModifiedTime(path));
        } catch (IOException e) {
          state.add(e.toString());
        }
      }
    }
    return state;
  }

  private synchronized DefaultSslEngineFactory current() {
    List<String> now = state();
    if (!now.equals(read)) {
      DefaultSslEngineFactory fresh = new DefaultSslEngineFactory();
      try {
        fresh.configure(settings);
        engines.close();
        engines = fresh;
        read = now;
        LOG.info("new certificates for Kafka are in use");
      } catch (KafkaException e) {
        fresh.close();
        LOG.warn(
            "new certificates for Kafka cannot be used; the old ones stay in use: {}",
            String.valueOf(e.getCause() == null ? e : e.getCause()));
      }
    }
    return engines;
  }

  @Override
  public SSLEngine createClientSslEngine(String host, int port, String endpointIdentification) {
    return current().createClientSslEngine(host, port, endpointIdentification);
  }

  @Override
  public SSLEngine createServerSslEngine(String host, int port) {
    return current().createServerSslEngine(host, port);
  }

  @Override
  public boolean shouldBeRebuilt(Map<String, Object> next) {
    return engines.shouldBeRebuilt(next);
  }

  @Override
  public Set<String> reconfigurableConfigs() {
    return engines.reconfigurableConfigs();
  }

  @Override
  public @Nullable KeyStore keystore() {
    return engines.keystore();
  }

  @Override
  public @Nullable KeyStore truststore() {
    return engines.truststore();
  }

  @Override
  public void close() {
    engines.close();
  }
}
