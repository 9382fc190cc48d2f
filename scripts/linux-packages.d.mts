type Given = {
  packed: string;
  packaging: string;
  release: string;
  version: string;
  arch: 'x64' | 'arm64';
  time: number;
};

export const linuxPackages: Record<'tar.gz' | 'deb' | 'rpm', (given: Given) => string | Promise<string>>;
