export declare const projectRoot: string;
export declare function ensureInstalled(): void;
export declare function projectNode(): string;
export declare function runOnProjectNode(
  script: string,
  args: readonly string[],
  options?: { readonly cwd?: string },
): Promise<never>;
