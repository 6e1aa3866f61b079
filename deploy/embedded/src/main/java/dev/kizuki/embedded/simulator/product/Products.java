package dev.kizuki.embedded.simulator.product;

/** The products that are drawn in any size, and in colour or gray. */
public final class Products {
  private Products() {}

  public static Product brushedMetal(Frame frame) {
    return new BrushedMetal(frame);
  }

  public static Product castMetal(Frame frame) {
    return new CastMetal(frame);
  }

  public static Product weave(Frame frame) {
    return new Weave(frame);
  }

  public static Product board(Frame frame) {
    return new Board(frame);
  }

  public static Product screw(Frame frame) {
    return new Screw(frame);
  }

  public static Product solarCell(Frame frame) {
    return new SolarCell(frame);
  }
}
