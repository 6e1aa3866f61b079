package dev.kizuki.trainer.recipe;

import dev.kizuki.trainer.feature.Feature;
import java.util.Locale;

/** A feature, and the number of Gaussians that describe it. */
public record Candidate(Feature feature, Layout layout) {
  @Override
  public String toString() {
    return layout == Layout.IMAGE
        ? feature.title()
        : feature.title() + ", " + layout.name().toLowerCase(Locale.ROOT);
  }
}
