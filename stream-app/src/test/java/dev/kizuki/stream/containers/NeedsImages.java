package dev.kizuki.stream.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips the tests of a class with the reason if a container image is neither on this machine nor in
 * a registry that the Docker engine can reach. It must stand before {@code @Testcontainers}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ImagesCondition.class)
public @interface NeedsImages {
  /** The names of the images with their tags. */
  String[] value();
}
