import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

// The library's anchor and button as links to pages, with their paths and parameters checked.

type Rest<Props, Element extends 'a'> = Props & Omit<ComponentPropsWithRef<Element>, keyof Props>;

export const TextLink = createLink((props: Rest<AnchorProps, 'a'>) => <Anchor {...props} />);

export const ButtonLink = createLink((props: Rest<ButtonProps, 'a'>) => (
  <Button component="a" {...props} />
));
