/** Gives the service's DataSource to every Nest module: inject `DataSource` of typeorm by its class. */
import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';

@Module({})
export class DatabaseModule {
  static forDataSource(dataSource: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [{ provide: DataSource, useValue: dataSource }],
      exports: [DataSource],
    };
  }
}
