/** The properties of a docker:index/container:Container that rules read. */
export interface DockerContainer {
  readonly name?: string;
  readonly image?: string;
}
