package dev.kizuki.embedded.simulator.product;

class CastMetalTest extends ProductContract {
  @Override
  Product product(Frame frame) {
    return new CastMetal(frame);
  }
}
