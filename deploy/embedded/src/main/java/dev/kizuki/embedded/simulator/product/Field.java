package dev.kizuki.embedded.simulator.product;

/**
 * A value at each place of a picture. Places are in units: a picture is 256 units wide and high.
 */
@FunctionalInterface
interface Field {
  /** The value 1 at each place. */
  Field EVERYWHERE = (x, y) -> 1;

  double at(double x, double y);

  /** Returns the sum of this field and another one, which is multiplied by a weight. */
  default Field plus(double weight, Field other) {
    return (x, y) -> at(x, y) + weight * other.at(x, y);
  }

  /** Returns this field turned around the centre of the picture, by an angle in radians. */
  default Field turned(double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double centre = Canvas.UNITS / 2;
    return (x, y) -> {
      double dx = x - centre;
      double dy = y - centre;
      return at(centre + cos * dx + sin * dy, centre - sin * dx + cos * dy);
    };
  }
}
